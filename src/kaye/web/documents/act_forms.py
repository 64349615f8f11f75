"""What a person says to do something with a paper: one small form for each act."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from kaye.actions.change_platform import STATUSES
from kaye.actions.decline_quote import REASONS
from kaye.actions.documents.parts import Part, Role, asked_of
from kaye.records.models import Document
from kaye.records.queries.documents import deposits_of, issued_parts
from kaye.rules.documents.amounts import DocumentError, parse_quantity, parse_rate
from kaye.rules.french import shorten
from kaye.web.documents.page import PLATFORM

_PHOTO = "image/jpeg,image/png,application/pdf"


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choisissez un jour.", "invalid": "Choisissez un jour du calendrier."},
    )


def _text(label: str, longest: int, help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Il manque ce champ.",
            "max_length": f"Gardez au plus {longest} caractères.",
        },
    )


class AcceptForm(forms.Form):
    name = _text("Nom de la personne qui a signé", 160)
    photo = forms.FileField(
        label="Photo du devis signé",
        required=False,
        help_text="Facultatif : une image ou un PDF, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": _PHOTO}),
        error_messages={"empty": "Ce fichier est vide : choisissez-en un autre."},
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label="Pourquoi", choices=[(key, word.capitalize()) for key, word in REASONS.items()]
    )
    text = _text("En quelques mots", 300, required=False)


class ExtendForm(forms.Form):
    until = _day("Valable jusqu’au")

    def __init__(self, data: Any, today: date, days: int) -> None:
        super().__init__(data, initial={"until": today + timedelta(days=days)})


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Note interne",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Lue de vous seuls : jamais imprimée, jamais envoyée.",
        error_messages={"max_length": "Gardez au plus 2000 caractères."},
    )


class FneForm(forms.Form):
    number = _text("Numéro FNE", 60, "Recopiez-le depuis la plateforme. Il ne se change plus ensuite.")


class PlatformForm(forms.Form):
    status = forms.ChoiceField(label="Où elle en est", choices=[(each, PLATFORM[each]) for each in STATUSES])
    number = _text("Numéro de la plateforme", 60, required=False)


class _Quantities(forms.Form):
    """One field for each line, empty for none."""

    def add_lines(self, lines: Iterable[tuple[int, str, str]]) -> None:
        """(number, label, what is proposed)."""
        for number, label, proposed in lines:
            self.fields[f"line{number}"] = forms.CharField(
                label=shorten(label, 80),
                required=False,
                max_length=20,
                initial=proposed,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def quantities(self) -> dict[int, Decimal]:
        """By line number; a field that can't be read gets its problem. Empty when nothing is typed."""
        found = {}
        for name, text in list(self.cleaned_data.items()):
            if not name.startswith("line") or not text.strip():
                continue
            try:
                found[int(name.removeprefix("line"))] = parse_quantity(text)
            except DocumentError as fault:
                self.add_error(name, str(fault))
        return found

    def line_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("line")]

    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("line")]


class DeliverForm(_Quantities):
    delivered_on = _day("Livré le")

    def __init__(self, data: Any, today: date, left: Iterable[tuple[int, str, str]]) -> None:
        super().__init__(data, initial={"delivered_on": today})
        self.add_lines(left)


class InvoiceForm(_Quantities):
    """Which part of a quote or an order is invoiced."""

    part = forms.ChoiceField(label="Que facturer", widget=forms.RadioSelect)
    amount = _text("Acompte", 30, "« 30 % » ou un montant. Vide : celui du devis.", required=False)
    percent = _text("Avancement", 10, "En tout, ce qui est déjà facturé compris.", required=False)

    def __init__(self, data: Any, source: Document) -> None:
        root = source.source if source.kind == "order" and source.source is not None else source
        asked, started = asked_of(root), bool(deposits_of(root))
        whole = "Le reste, acompte déduit" if started else "Tout" if not issued_parts(root) else "Le reste"
        choices = [("whole", whole), ("deposit", "Un acompte")]
        if source.kind == "order":
            choices.append(("delivered", "Ce qui est livré"))
        choices += [("percent", "Un avancement, en pourcentage"), ("quantities", "Des quantités")]
        wants = "deposit" if asked.get("deposit") and not started else "whole"
        super().__init__(data, initial={"part": wants, "amount": asked.get("deposit", "")})
        self.fields["part"].choices = choices  # type: ignore[attr-defined]
        lines = asked.get("lines", ())
        self.add_lines((n, str(line.get("label", "")), "") for n, line in enumerate(lines, 1))

    def wanted(self) -> Part | None:
        """None: what is delivered, or a fault that was written under its field."""
        said = self.cleaned_data
        match said["part"]:
            case "deposit":
                return Part(Role.DEPOSIT, amount=said["amount"])
            case "percent":
                try:
                    return Part(Role.PERCENT, percent=parse_rate(said["percent"]))
                except DocumentError as fault:
                    self.add_error("percent", str(fault))
                    return None
            case "quantities":
                found = self.quantities()
                if not found and not self.errors:
                    self.add_error("part", "Écrivez au moins une quantité.")
                return Part(Role.QUANTITIES, quantities=found)
            case "delivered":
                return None
        return Part()


class CreditForm(_Quantities):
    """How much of an invoice is taken back, and why."""

    reason = _text("Pourquoi", 300, "Écrit sur l’avoir.")
    part = forms.ChoiceField(
        label="Quoi",
        widget=forms.RadioSelect,
        initial="whole",
        choices=[
            ("whole", "Toute la facture, ou ce qu’il en reste"),
            ("amount", "Un montant"),
            ("lines", "Des quantités"),
        ],
    )
    amount = _text("Montant, TVA comprise", 30, required=False)

    def __init__(self, data: Any, lines: Iterable[tuple[int, str, str]]) -> None:
        super().__init__(data)
        self.add_lines(lines)
