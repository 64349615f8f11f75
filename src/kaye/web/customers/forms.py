"""What a person types about a customer. Reading money, names and days is the rules' work."""

from datetime import date

from django import forms

from kaye.rules.money import MoneyError, parse_money
from kaye.rules.names import FAMILIAR
from kaye.rules.people import PersonName
from kaye.web.customers.words import METHODS

_CIVILITIES = ("Madame", "Monsieur", "Mademoiselle", "Docteur", "Maître", "Madame et Monsieur")
_AUDIENCE = (("", "Je ne sais pas"), ("yes", "Un particulier"), ("no", "Une entreprise"))
_MISSING = {"required": "Ce champ est vide : remplissez-le."}


def _text(
    label: str, most: int, help_text: str = "", required: bool = False, **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        error_messages={
            **_MISSING,
            "max_length": f"C’est trop long : gardez au plus {most} caractères.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def _notes() -> forms.CharField:
    return forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour vous et votre équipe : «\u00a0Paie le vendredi.\u00a0»",
    )


class MoneyField(forms.CharField):
    """« 25 000 », « 25.000 », « 25 000 F » → minor units; empty gives None when not required."""

    def __init__(self, code: str, **options: object) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **options,  # type: ignore[arg-type]
        )
        self.code = code

    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_money(text, self.code)
        except MoneyError as fault:
            raise forms.ValidationError(str(fault)) from None


class NewCustomer(forms.Form):
    """The name in one piece, as it is said."""

    name = _text(
        "Nom",
        200,
        "Comme vous le dites : Mme Jeanne, Tonton Pierre, SARL Karukera.",
        True,
    )
    phone = _text("Téléphone", 40, inputmode="tel")
    email = _text("Adresse e-mail", 254, inputmode="email")
    informal = forms.BooleanField(label="On se tutoie", required=False)
    notes = _notes()


class CustomerCard(forms.Form):
    """The name in parts, how to speak, what to remember."""

    civility = forms.ChoiceField(label="Civilité", required=False)
    first_name = _text("Prénom", 80)
    last_name = _text("Nom", 80)
    company = _text("Société", 160, "Remplie, elle tient lieu de nom.")
    informal = forms.BooleanField(label="On se tutoie", required=False)
    is_consumer = forms.ChoiceField(
        label="C’est",
        choices=_AUDIENCE,
        required=False,
        help_text="Sans réponse, les textes et la loi sont ceux d’un particulier.",
    )
    address = _text("Adresse", 300)
    notes = _notes()

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        known = [*_CIVILITIES, *sorted(FAMILIAR)]
        now = self.initial.get("civility") or ""
        if now and now not in known:
            known.append(now)
        _offer(self, "civility", [("", "Aucune"), *((each, each) for each in known)])

    def parts(self) -> PersonName:
        said = self.cleaned_data
        return PersonName(said["civility"], said["first_name"], said["last_name"], said["company"])

    def audience(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["is_consumer"])


class PointForm(forms.Form):
    """A phone or an e-mail: the sign @ tells which."""

    value = _text("Numéro ou adresse e-mail", 254, "", True)

    @property
    def kind(self) -> str:
        return "email" if "@" in self.cleaned_data["value"] else "phone"


class PaymentForm(forms.Form):
    """Money received."""

    amount = forms.CharField()
    method = forms.ChoiceField(label="Comment", choices=list(METHODS.items()), initial="cash")
    received_on = forms.DateField(
        label="Reçu le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Il manque le jour : choisissez-le.",
            "invalid": "Ce jour n’existe pas : choisissez-le dans le calendrier.",
        },
    )
    debt = forms.ChoiceField(label="Pour", required=False)
    client_id = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, code: str, debts: list[tuple[str, str]], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["amount"] = MoneyField(
            code,
            label="Reçu",
            max_length=30,
            error_messages={"required": "Il manque le montant reçu : écrivez-le."},
        )
        self.order_fields(["amount", "method", "received_on", "debt", "client_id"])
        _offer(self, "debt", [("", "Le plus ancien d’abord"), *debts])


class RefundForm(forms.Form):
    """Money given back."""

    amount = forms.CharField()
    method = forms.ChoiceField(label="Comment", choices=list(METHODS.items()), initial="cash")
    reason = _text("Pourquoi", 200, "Facultatif.")

    def __init__(self, code: str, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["amount"] = MoneyField(
            code,
            label="Rendu",
            max_length=30,
            error_messages={"required": "Il manque le montant rendu : écrivez-le."},
        )
        self.order_fields(["amount", "method", "reason"])


class LossForm(forms.Form):
    """A sum that will never come."""

    debt = forms.ChoiceField(label="Quelle dette")
    amount = forms.CharField()
    reason = _text("Pourquoi", 300, "Fermé sans adresse, liquidation, somme trop petite…", True)

    def __init__(self, code: str, debts: list[tuple[str, str]], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["amount"] = MoneyField(
            code,
            label="Somme perdue",
            max_length=30,
            error_messages={"required": "Il manque la somme perdue : écrivez-la."},
        )
        self.order_fields(["debt", "amount", "reason"])
        _offer(self, "debt", debts)


class PlanForm(forms.Form):
    """In how many times, from when."""

    count = forms.IntegerField(
        label="En combien de fois",
        min_value=2,
        max_value=60,
        error_messages={
            "required": "Il manque le nombre de versements : écrivez-le.",
            "invalid": "Écrivez un nombre, comme 3.",
            "min_value": "Il faut au moins 2 versements.",
            "max_value": "60 versements au plus.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    first = forms.DateField(
        label="Le premier",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Il manque le jour du premier versement : choisissez-le.",
            "invalid": "Ce jour n’existe pas : choisissez-le dans le calendrier.",
        },
    )
    every = forms.ChoiceField(
        label="Puis", choices=[("month", "Chaque mois"), ("week", "Chaque semaine")], initial="month"
    )
    debts = forms.MultipleChoiceField(label="Pour", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, debts: list[tuple[str, str]], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        _offer(self, "debts", debts)


class HoldForm(forms.Form):
    """A day chosen among chips or in the calendar, and for a promise the part promised."""

    day = forms.CharField(required=False, max_length=10)
    other = forms.CharField(required=False, max_length=10)
    amount = forms.CharField(required=False)
    words = _text("Ce qui a été dit", 300, "Facultatif.")

    def __init__(self, code: str, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["amount"] = MoneyField(
            code, label="Combien", max_length=30, required=False, help_text="Vide : tout ce qui est dû."
        )

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        text = said.get("other") or said.get("day") or ""
        if not text:
            raise forms.ValidationError("Choisissez un jour.")
        try:
            said["until"] = date.fromisoformat(str(text))
        except ValueError:
            raise forms.ValidationError("Ce jour n’existe pas : choisissez-le dans le calendrier.") from None
        return said


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
