"""« Documents et facturation »: what papers print, how invoices are numbered and paid, the logo and the colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kaye.actions.change_look import change_look
from kaye.actions.change_papers import change_papers
from kaye.actions.documents.ground import Ground, ground, seller_law, settings_of
from kaye.actions.documents.printing import terms_text
from kaye.actions.refusal import FieldRefusal
from kaye.documents.logo import MOST
from kaye.records.models import Business
from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.seller import SETTINGS
from kaye.rules.documents.terms import parse_terms
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_LABELS = {setting.key: setting.label for setting in SETTINGS}
_REGISTERS = ("siren", "vat_number", "rcs", "bce", "rpm", "niu", "rccm", "ninea", "ncc")
_IDENTITY = ("legal_name", "legal_form", "capital", "address", "postcode", "city")
_TERMS = ("0", "8", "15", "30", "45", "60", "45+eom", "eom+45")
_GROUPS = (
    ("Paiement", ("iban", "terms", "allow_partial", "cash_step")),
    ("TVA", ("vat_regime", "vat_on_debits", "exempt_reason")),
    ("Retards", ("late_basis", "late_rate", "be_clause")),
    ("Devis", ("quote_valid_days", "auto_deposit_invoice", "accept_code")),
    ("Mentions", ("insurance", "mediator")),
)
_NUMBERS = tuple(key for key in _LABELS if key.startswith(("prefix.", "first.")))
_REGIMES = (("normal", "Normal"), ("franchise", "Franchise : sans TVA"), ("none", "Non assujetti"))
_BASES = {
    "ecb10": "Taux de la Banque centrale européenne + 10 points",
    "legal3": "Trois fois le taux légal",
    "agreed": "Un taux convenu",
}
_HELP = {
    "late_rate": "En pourcentage par an, si vous avez choisi un taux convenu.",
    "cash_step": "Pour arrondir ce qui se paie en espèces.",
    "capital": "Pour une société, par exemple : 10 000 €.",
    "vat_on_debits": "Seulement si vous avez choisi cette option.",
}
_OUR_COLOUR = "#1d45b4"


@dataclass(frozen=True, slots=True)
class Group:
    """`is_rare`: folded, nothing of it is needed here and nothing is written."""

    title: str
    fields: Sequence[forms.BoundField]
    is_rare: bool = False


class PapersForm(forms.Form):
    """Every setting of M58 as the owner reads it."""

    def __init__(self, data: Any, files: Any, business: Business, land: Ground) -> None:
        super().__init__(data, files)
        self.values = settings_of(business)
        self.needed = land.taxes.titles.required
        for key in _LABELS:
            self.fields[key] = self._field(key, business)
            value = self.values[key]
            self.initial[key] = (
                value
                if isinstance(value, bool)
                else str(value).replace(".", ",", 1)
                if key == "late_rate"
                else str(value)
            )
        self.fields["logo"] = forms.FileField(
            label="Logo",
            required=False,
            help_text="PNG, JPG ou SVG, 2 Mo au plus.",
            widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/svg+xml"}),
            error_messages={"empty": "Ce fichier est vide : choisissez-en un autre."},
        )
        self.fields["no_logo"] = forms.BooleanField(label="Retirer le logo", required=False)
        self.fields["colour"] = forms.CharField(
            label="Couleur",
            required=False,
            max_length=7,
            widget=forms.TextInput(attrs={"type": "color"}),
            initial=business.colour or _OUR_COLOUR,
        )

    def _field(self, key: str, business: Business) -> forms.Field:
        label, help_text = _LABELS[key], _HELP.get(key, "")
        if isinstance(self.values[key], bool):
            return forms.BooleanField(label=label, required=False, help_text=help_text)
        choices = self._choices(key, business)
        if choices:
            return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)
        if key in self.needed:
            help_text = "Obligatoire pour émettre une facture."
        return forms.CharField(
            label=label,
            required=False,
            max_length=400,
            help_text=help_text,
            error_messages={"max_length": "C’est trop long."},
        )

    def _choices(self, key: str, business: Business) -> list[tuple[str, str]]:
        if key == "vat_regime":
            return list(_REGIMES)
        if key == "late_basis":
            return [(each, _BASES.get(each, each)) for each in seller_law(business).late_bases]
        if key == "terms":
            kept = str(self.values[key])
            known = [*_TERMS, *([kept] if kept and kept not in _TERMS else [])]
            return [("", "Celui de la loi"), *((each, _terms_word(each)) for each in known)]
        return []

    def given(self) -> dict[str, str]:
        """As `change_papers` takes them."""
        said = self.cleaned_data
        return {
            key: ("oui" if said[key] else "non") if isinstance(said[key], bool) else said[key]
            for key in _LABELS
            if key != "late_basis" or self.fields[key].choices  # type: ignore[attr-defined]
        }

    def groups(self) -> list[Group]:
        wanted = [key for key in _REGISTERS if key in self.needed or self.values[key] or key == "vat_number"]
        rare = [key for key in _REGISTERS if key not in wanted]
        return [
            Group("Identité", self._bound((*_IDENTITY, *wanted))),
            *(Group(title, self._bound(self._shown(keys))) for title, keys in _GROUPS),
            Group("Numéros", self._bound(_NUMBERS), is_rare=True),
            Group("Autres registres", self._bound(tuple(rare)), is_rare=True),
        ]

    def _shown(self, keys: Sequence[str]) -> tuple[str, ...]:
        has_bases = bool(getattr(self.fields["late_basis"], "choices", ()))
        return tuple(key for key in keys if has_bases or key not in ("late_basis", "late_rate"))

    def _bound(self, keys: Sequence[str]) -> list[forms.BoundField]:
        return [self[key] for key in keys]


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: ShopRequest) -> HttpResponse:
    """GET: the form. POST: all of it written, or each refusal under its field."""
    business = request.business
    is_post = request.method == "POST"
    form = PapersForm(
        request.POST if is_post else None, request.FILES if is_post else None, business, ground(business)
    )
    if is_post and form.is_valid():
        try:
            warnings = _write(request, form)
        except FieldRefusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            toast(request, " ".join(("Réglages enregistrés.", *warnings)))
            return redirect("settings_papers")
    groups = form.groups()
    context = {
        "form": form,
        "groups": groups,
        "open_groups": [group.title for group in groups if any(field.errors for field in group.fields)],
        "has_logo": bool(business.logo),
    }
    return render(request, "preferences/papers.html", context, status=422 if form.errors else 200)


@owner_page
@require_GET
def logo(request: ShopRequest) -> HttpResponse:
    """The logo as kept; a drawing can run nothing."""
    content = bytes(request.business.logo)
    mime = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    if b"<svg" in content[:2000]:
        mime = "image/svg+xml"
    answer = HttpResponse(content, content_type=mime, status=200 if content else 404)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _write(request: ShopRequest, form: PapersForm) -> tuple[str, ...]:
    said = form.cleaned_data
    uploaded = said["logo"]
    content: bytes | None = None
    if uploaded is not None and uploaded.size > MOST:
        raise FieldRefusal("logo", "Cette image est trop lourde : 2 Mo au plus.")
    if uploaded is not None:
        content = uploaded.read()
    elif said["no_logo"]:
        content = b""
    colour = said["colour"] if said["colour"] != _OUR_COLOUR else ""
    with transaction.atomic():
        changed = change_papers(
            business=request.business, given=form.given(), now=request.now, by=who(request)
        )
        change_look(business=request.business, logo=content, colour=colour, now=request.now, by=who(request))
    return changed.warnings


def _terms_word(written: str) -> str:
    try:
        return terms_text(parse_terms(written))
    except DocumentError:
        return written
