"""Which VAT a line bears: the rate written, or the pack's normal one, as the seller's regime allows (M5)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kaye.rules.documents.amounts import DocumentError, parse_rate, rate_text
from kaye.rules.documents.lines import Category, Vat
from kaye.rules.french import listing

REVERSE_CHARGE = "AE"
_ZERO = Decimal(0)


class Regime(StrEnum):
    """VAT regime of a business (setting `vat_regime`)."""

    NORMAL = "normal"
    FRANCHISE = "franchise"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TaxRules:
    """VAT of a country. `applies`: false where the tax is not in force (Guyane). `rates`: every rate but 0."""

    normal: Decimal
    rates: tuple[Decimal, ...]
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Parties:
    """What decides the VAT of a line: the seller's regime, who buys, and the buyer's VAT number if any."""

    regime: Regime = Regime.NORMAL
    buyer_is_firm: bool = False
    buyer_vat_number: str = ""


def vat_of(written: str | int | None, tax: TaxRules, parties: Parties) -> Vat:
    """VAT of a line from what was written: nothing, a rate, or "AE" (the buyer owes the tax).

    Raises DocumentError when the country does not list the rate or the seller may not charge it.
    """
    text = "" if written is None else str(written).strip()
    if text.upper() == REVERSE_CHARGE:
        return _reverse_charge(tax, parties)
    if not charges_vat(tax, parties.regime):
        if text and parse_rate(text):
            raise DocumentError(f"Vous ne facturez pas de TVA : retirez le taux « {text} » de la ligne.")
        return Vat(_ZERO, Category.EXEMPT)
    return _listed(parse_rate(text), tax) if text else Vat(tax.normal)


def charges_vat(tax: TaxRules, regime: Regime) -> bool:
    """Whether this business charges VAT at all."""
    return tax.applies and regime is Regime.NORMAL


def _reverse_charge(tax: TaxRules, parties: Parties) -> Vat:
    if not charges_vat(tax, parties.regime):
        raise DocumentError("Vous ne facturez pas de TVA : l'autoliquidation ne s'applique pas.")
    if not parties.buyer_is_firm or not parties.buyer_vat_number.strip():
        raise DocumentError(
            "L'autoliquidation demande un client professionnel avec son numéro de TVA : ajoutez-le à sa fiche."
        )
    return Vat(_ZERO, Category.REVERSE_CHARGE)


def _listed(rate: Decimal, tax: TaxRules) -> Vat:
    if not rate:
        return Vat(_ZERO, Category.EXEMPT)
    if rate not in tax.rates:
        known = listing([rate_text(each) for each in sorted((_ZERO, *tax.rates))])
        raise DocumentError(f"Le taux {rate_text(rate)} n'existe pas ici : choisissez parmi {known}.")
    return Vat(rate)
