"""What a document is called, who may issue it, and whether a platform carries it (M13, M14, M15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaye.rules.french import listing


class Kind(StrEnum):
    """Kinds of documents of this package."""

    QUOTE = "quote"
    ORDER = "order"
    DELIVERY = "delivery"
    INVOICE = "invoice"
    DEPOSIT = "deposit"
    FINAL = "final"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"


ASKING_MONEY = frozenset({Kind.INVOICE, Kind.DEPOSIT, Kind.FINAL})


@dataclass(frozen=True, slots=True)
class TitleRules:
    """`invoice_needs`: identity of the seller without which only a « Reçu » may be issued, empty where none is.

    `required`: settings without which nothing is issued. `platform_from`, `platform_zone`: since when invoices
    between firms of these countries go through a platform; None and empty where they do not.
    """

    invoice_needs: str = ""
    required: tuple[str, ...] = ()
    platform_from: date | None = None
    platform_zone: frozenset[str] = frozenset()
    platform_title: str = ""


_TITLES = {
    Kind.QUOTE: "Devis",
    Kind.ORDER: "Bon de commande",
    Kind.DELIVERY: "Bon de livraison",
    Kind.INVOICE: "Facture",
    Kind.DEPOSIT: "Facture d'acompte",
    Kind.FINAL: "Facture de solde",
    Kind.CREDIT_NOTE: "Avoir",
    Kind.RECEIPT: "Reçu",
}
_NAMES = {
    "legal_name": "le nom légal",
    "address": "l'adresse",
    "siren": "le SIREN",
    "bce": "le numéro BCE",
    "iban": "l'IBAN",
}


def kind_of(wanted: Kind, rules: TitleRules, given: Mapping[str, str]) -> Kind:
    """An invoice, or the receipt that takes its place while a number is missing (M14).

    `given`: the settings of the seller, and the FNE number typed for this document.
    """
    lacks = rules.invoice_needs and not given.get(rules.invoice_needs, "").strip()
    return Kind.RECEIPT if lacks and wanted in ASKING_MONEY else wanted


def title_of(kind: Kind, rules: TitleRules, by_platform: bool = False) -> str:
    """The title printed: « Facture », « Reçu », « Copie de facture électronique »."""
    return rules.platform_title if by_platform and kind in ASKING_MONEY else _TITLES[kind]


def missing_identity(rules: TitleRules, seller: Mapping[str, str]) -> tuple[str, ...]:
    """Required settings that are absent, by key; empty when the document may be issued (M13)."""
    return tuple(key for key in rules.required if not seller.get(key, "").strip())


def missing_text(keys: tuple[str, ...]) -> str:
    """« Il manque l'adresse et le SIREN : complétez vos réglages avant d'émettre. »"""
    return f"Il manque {listing([_NAMES[key] for key in keys])} : complétez vos réglages avant d'émettre."


def missing_of_buyer(is_firm: bool, address: str, siren: str, vat_number: str) -> tuple[str, ...]:
    """What a professional buyer's record lacks, in French: a warning, and a refusal once platforms start (M13)."""
    if not is_firm:
        return ()
    lacks = (("l'adresse", address), ("le SIREN ou le numéro de TVA", siren + vat_number))
    return tuple(name for name, value in lacks if not value.strip())


def refuses_gaps(rules: TitleRules, on: date) -> bool:
    """Whether an incomplete professional buyer blocks issuing on this day."""
    return rules.platform_from is not None and bool(rules.platform_zone) and on >= rules.platform_from


def by_platform(rules: TitleRules, on: date, buyer_is_firm: bool, buyer_country: str) -> bool:
    """Whether an invoice issued on this day must go through a platform (M15)."""
    starts = rules.platform_from
    return starts is not None and on >= starts and buyer_is_firm and buyer_country in rules.platform_zone
