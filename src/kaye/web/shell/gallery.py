"""Sample values for the gallery of components: every state once. Only shown in development."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest

from kaye.web.shell.cards import HOLDS, Action, Choice, MorningCard
from kaye.web.shell.menu import ENTRIES, Link

_TODAY = date(2026, 6, 4)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    next_thing: str
    amount_minor: int
    look: str
    chip_kind: str
    chip_icon: str
    chip_word: str
    currency: str = "XAF"
    url: str = "#fiche"


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    number: int
    title: str
    state: str
    text: str = ""
    field_name: str = ""
    field_label: str = ""
    value: str = ""
    problem: str = ""
    suggestion: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def for_id(self) -> str:
        return f"l{self.number}"


@dataclass(frozen=True, slots=True)
class Shop:
    pk: int
    name: str


class _Fields(forms.Form):
    phone = forms.CharField(label="Téléphone")
    day = forms.ChoiceField(label="Jour", choices=[("1", "vendredi 5 juin"), ("2", "jeudi 11 juin")])
    note = forms.CharField(
        label="Note", widget=forms.Textarea(attrs={"rows": 2}), help_text="Pour vous seul."
    )
    ring = forms.BooleanField(label="Me prévenir le matin")

    def clean_phone(self) -> str:
        raise forms.ValidationError("Il manque un chiffre : un numéro au Cameroun en a 9.")


def samples(request: HttpRequest) -> dict[str, object]:
    menu = [_link(entry.word, entry.icon, entry.page) for entry in ENTRIES]
    form = _Fields({"phone": "6 75 55 66 7", "day": "1", "note": "Paie le vendredi.", "ring": "on"})
    form.is_valid()
    shops = (Shop(1, "Chez Moussa"), Shop(2, "Moussa Téléphones"))
    return {
        "today": _TODAY,
        "last_year": date(2025, 12, 1),
        "business": shops[0],
        "businesses": shops,
        "menu": menu,
        "tabs": [link for link in menu if link.in_tabs],
        "others": [link for link in menu if not link.in_tabs],
        "home_url": "#accueil",
        "search_url": "#chercher",
        "cards": _cards(),
        "choices": HOLDS,
        "choices_linked": [Choice(c.kind, c.icon, c.word, c.effect, "#" + c.kind) for c in HOLDS],
        "rows": _rows(),
        "import_rows": _import_rows(),
        "form": form,
        "actions": (
            Action("Encaisser", "banknote", "#encaisser", look="primary"),
            Action("Écrire", "whatsapp", "#ecrire", look="go-soft"),
            Action("Appeler", "phone", "#appeler"),
            Action("Noter", "message-square-quote", drawer="volet"),
        ),
    }


def _link(word: str, icon: str, page: str) -> Link:
    return Link(
        word=word,
        icon=icon,
        url=f"#{page}",
        in_tabs=page in {"today", "sell", "customers"},
        is_current=page == "today",
        is_sell=page == "sell",
        count=3 if page == "today" else 0,
    )


def _cards() -> tuple[MorningCard, ...]:
    return (
        MorningCard(
            id="1",
            kind_icon="banknote",
            name="Tonton Pierre",
            because="le reste de 2 Huile 5 L est à payer aujourd’hui.",
            text="Bonjour Tonton Pierre, c’est Moussa. Pour les 2 Huile 5 L, il reste 12 000 FCFA. "
            "Même une avance me rend service. Merci !",
            amount_minor=12000,
            currency="XAF",
            send_word="Envoyer sur WhatsApp",
            send_icon="whatsapp",
            tap_url="#whatsapp",
            edit_url="#modifier",
            call_url="#appeler",
        ),
        MorningCard(
            id="2",
            kind_icon="truck",
            name="Mr Étienne",
            subject="Livraison du téléphone Tecno",
            because="c’est promis pour demain.",
            text="Bonjour Mr Étienne, votre Téléphone Tecno arrive demain vendredi 5 juin.",
            send_word="Envoyer par e-mail",
            send_icon="mail",
            send_url="#envoyer",
            edit_url="#modifier",
        ),
        MorningCard(
            id="3",
            kind_icon="banknote",
            name="Mr Paul",
            because="16 000 FCFA sont en retard de 26 jours.",
            text="Bonjour Mr Paul, il reste 16 000 FCFA pour les 2 Écouteurs Bluetooth.",
            amount_minor=16000,
            currency="XAF",
            amount_look="late",
            send_word="Appeler",
            send_icon="phone",
            tap_url="#appeler",
        ),
    )


def _rows() -> tuple[Row, ...]:
    return (
        Row("Mr Paul", "A promis 15 000 pour vendredi", 38500, "late", "late", "clock", "26 jours"),
        Row("Tonton Pierre", "À payer aujourd’hui", 12000, "", "todo", "bell-ring", "aujourd’hui"),
        Row("Mr Étienne", "Livraison demain", 32500, "", "plan", "truck", "5 juin"),
        Row("Tata Solange", "À jour, achète tous les 21 jours", 0, "paid", "paid", "check", "payé"),
    )


def _import_rows() -> tuple[ImportRow, ...]:
    return (
        ImportRow(
            23,
            "Mr Étienne, Téléphone Tecno",
            "refused",
            field_name="received",
            field_label="Reçu",
            value="325 000",
            problem="Reçu plus que le prix (65 000). Vouliez-vous dire 32 500 ?",
            suggestion="32 500",
        ),
        ImportRow(1, "Mme Jeanne, Tecno", "changed", changes=(Change("Reçu", "30 000", "32 500"),)),
        ImportRow(2, "Mr Paul, Huile 5 L", "new", text="27 avril, reste 7 500 FCFA à payer le 11 mai"),
        ImportRow(3, "Maman Rose, Gaz 12,5 kg", "same"),
    )
