"""A Document in words and figures, as the template prints it: every text French, every amount written out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kaye.countries.pack import CountryError, codes, pack
from kaye.documents.colour import ink
from kaye.documents.logo import drawn_logo
from kaye.documents.payment import PAYABLE, payment_block
from kaye.rules.documents.amounts import rate_text
from kaye.rules.documents.document import Document, DocumentLine, Party
from kaye.rules.documents.lines import Category, Prices
from kaye.rules.documents.parts import quantity_text
from kaye.rules.documents.titles import Kind
from kaye.rules.french import day_text
from kaye.rules.money import currency, format_money

_NARROW = "\u202f"
_IDENTITY = ("ei", "niu", "rccm", "ninea", "ncc", "bce", "rpm")
_BANNERS = ("test", "platform_copy")
_PRICELESS = frozenset({Kind.DELIVERY})
_IDS = (
    ("siren", "SIREN"),
    ("rcs", "RCS"),
    ("vat_number", "TVA"),
    ("niu", "NIU"),
    ("rccm", "RCCM"),
    ("ninea", "NINEA"),
    ("ncc", "NCC"),
    ("bce", "BCE"),
    ("rpm", "RPM"),
)
_TOTAL_LABELS = {
    Kind.QUOTE: "Total du devis",
    Kind.ORDER: "Total de la commande",
    Kind.CREDIT_NOTE: "Total de l'avoir",
}


def sheet(document: Document) -> Mapping[str, Any]:
    """Everything the template needs, by name."""
    number = document.shown_number or "Brouillon"
    seller = document.seller
    return {
        "title": f"{document.title} {number}",
        "author": seller.legal_name,
        "heading": document.title,
        "number": f"n° {document.fne or number}" if document.number else number,
        "reference": f"{document.title} {number}",
        "colour": ink(document.look.colour),
        "logo": drawn_logo(document.look),
        "seller": {"name": seller.legal_name, "lines": [*address_lines(seller), *_contact(seller)]},
        "buyer": {
            "label": "Client",
            "name": document.buyer.legal_name,
            "lines": [*address_lines(document.buyer, seller), *_buyer_ids(document.buyer)],
        },
        "footer": footer(document),
        "dates": list(_dates(document)),
        "banners": [text for text in map(document.mention, _BANNERS) if text],
        "note": document.note,
        "columns": _columns(document),
        "lines": [_line(n, line, document) for n, line in enumerate(document.lines, 1)],
        "sums": [] if document.kind in _PRICELESS else list(_sums(document)),
        "total": _total(document),
        "words": document.mention("words") or document.words,
        "payment": payment_block(document),
        "sign": _sign(document),
        "mentions": [
            each.text for each in document.mentions if each.code not in (*_IDENTITY, *_BANNERS, "words")
        ],
        "withdrawal": list(_withdrawal(document)) if document.withdrawal_form else None,
    }


def address_lines(party: Party, home: Party | None = None) -> list[str]:
    """Street, then postcode and town, then the country when it is not that of the seller."""
    lines = [line.strip() for line in party.address.splitlines() if line.strip()]
    lines.append(f"{party.postcode} {party.city}".strip())
    if home is not None and _family(party.country) != _family(home.country):
        lines.append(_country_name(party.country))
    return [line for line in lines if line]


def footer(document: Document) -> str:
    """The identity of the seller on one line: form, capital, numbers."""
    return identity_line(document.seller, tuple(filter(None, map(document.mention, _IDENTITY))))


def identity_line(seller: Party, said: tuple[str, ...] = ()) -> str:
    """« Kassav SARL au capital de 1 000 € · SIREN 123 456 789 · … » ; `said`: identity mentions, not repeated."""
    form = " ".join(part for part in (seller.legal_name, seller.legal_form) if part)
    head = f"{form} au capital de {seller.capital}" if seller.capital else form
    ids = [
        f"{name} {value}" for key, name in _IDS if (value := getattr(seller, key)) and not _in(value, said)
    ]
    return " · ".join((head, *said, *ids))


def _in(value: str, said: tuple[str, ...]) -> bool:
    return any(value in text for text in said)


def _contact(party: Party) -> list[str]:
    line = " · ".join(part for part in (party.phone, party.email) if part)
    return [line] if line else []


def _buyer_ids(buyer: Party) -> list[str]:
    return [f"{name} {value}" for key, name in _IDS if (value := getattr(buyer, key))]


def _family(code: str) -> str:
    """Guadeloupe writes to Paris without naming a country."""
    parent = pack(code).parent if code in codes() else None
    return parent if parent in codes() else code


def _country_name(code: str) -> str:
    try:
        return pack(code).name
    except CountryError:
        return code


def _dates(document: Document) -> Iterator[tuple[str, str]]:
    if document.issued_on:
        yield (
            "Date",
            day_text(document.issued_on),
        )
    if document.supply_from and document.supply_to:
        yield "Période", f"du {day_text(document.supply_from)} au {day_text(document.supply_to)}"
    elif document.supply_on and document.supply_on != document.issued_on:
        yield "Livraison", day_text(document.supply_on)
    if document.kind is Kind.QUOTE and document.valid_until:
        yield "Valable jusqu'au", day_text(document.valid_until)
    if document.due_on and document.kind in PAYABLE:
        yield (
            "À payer",
            "à réception"
            if document.due_on == document.issued_on
            else (f"au plus tard le {day_text(document.due_on)}"),
        )
    if document.terms_text:
        yield "Conditions", document.terms_text
    if document.quote_number:
        yield "Devis", document.quote_number
    if document.order_number:
        yield "Commande", document.order_number
    if document.original_number:
        day = f" du {day_text(document.original_on)}" if document.original_on else ""
        yield "Facture corrigée", f"{document.original_number}{day}"
    if document.reason:
        yield "Motif", document.reason
    if document.fne:
        yield "Référence interne", document.number


def _columns(document: Document) -> list[str]:
    if document.kind in _PRICELESS:
        return ["Quantité"]
    written = (" TTC" if document.prices is Prices.TTC else " HT") if _has_vat(document) else ""
    names = ["Quantité", f"Prix{written}"]
    if _has_discounts(document):
        names.append("Remise")
    if _has_vat(document):
        names.append("TVA")
    return [*names, f"Total{written}"]


def _line(number: int, line: DocumentLine, document: Document) -> dict[str, Any]:
    quantity = f"{grouped(quantity_text(Fraction(line.quantity)))} {line.unit}".strip().replace(" ", "\u00a0")
    cells = [quantity]
    if document.kind not in _PRICELESS:
        cells.append(_price(line.unit_price, document.currency))
        if _has_discounts(document):
            cells.append(_discount(line, document.currency))
        if _has_vat(document):
            cells.append(_vat_text(line))
        cells.append(_bare(line.amount, document.currency))
    return {"n": str(number), "label": line.label, "detail": line.detail, "cells": cells}


def _sums(document: Document) -> Iterator[dict[str, str]]:
    totals, code = document.totals, document.currency
    lines = sum(line.amount for line in document.lines)
    if document.prices is Prices.TTC:
        yield from _discount_of_document(document, lines, totals.ttc, "TTC")
        if _has_vat(document):
            yield _sum("Total HT", totals.ht, code, "light")
            yield from _vat_rows(document, "dont TVA", "light")
        yield _sum("Total TTC" if _has_vat(document) else "Total", totals.ttc, code, "strong")
    elif _has_vat(document):
        yield from _discount_of_document(document, lines, totals.ht, "HT")
        yield _sum("Total HT", totals.ht, code)
        yield from _vat_rows(document, "TVA", "")
        yield _sum("Total TTC", totals.ttc, code, "strong")
    else:
        yield from _discount_of_document(document, lines, totals.ht, "")
        yield _sum("Total", totals.ttc, code, "strong")
    for deposit in document.deposits:
        yield _sum(f"Acompte {deposit.number} du {day_text(deposit.issued_on)}", -deposit.amount, code)
    if document.paid:
        yield _sum("Déjà réglé", -document.paid, code)
    if document.credited:
        yield _sum("Avoirs", -document.credited, code)
    if document.deposit_asked:
        yield _sum("Acompte à la commande", document.deposit_asked, code)


def _discount_of_document(
    document: Document, lines: int, after: int, written: str
) -> Iterator[dict[str, str]]:
    if not any(row.discount for row in document.totals.rates):
        return
    name = rate_text(document.discount.percent) if document.discount.percent is not None else ""
    yield _sum(f"Total des lignes {written}".strip(), lines, document.currency)
    yield _sum(f"Remise {name}".strip(), after - lines, document.currency)


def _vat_rows(document: Document, name: str, weight: str) -> Iterator[dict[str, str]]:
    rows = document.totals.rates
    for row in rows:
        if row.vat.category is Category.STANDARD:
            base = f" sur {format_money(row.base, document.currency)}" if len(rows) > 1 else ""
            yield _sum(f"{name} {rate_text(row.vat.rate)}{base}", row.amount, document.currency, weight)
        else:
            said = "Autoliquidation" if row.vat.category is Category.REVERSE_CHARGE else "Sans TVA"
            yield {
                "label": f"{said} sur {format_money(row.base, document.currency)}",
                "value": format_money(0, document.currency),
                "weight": weight,
            }


def _total(document: Document) -> dict[str, str] | None:
    code, kind = document.currency, document.kind
    if kind in _PRICELESS:
        return None
    if kind in _TOTAL_LABELS:
        hint = ""
        if kind is Kind.QUOTE and document.valid_until:
            hint = f"Valable jusqu'au {day_text(document.valid_until)}"
        if kind is Kind.CREDIT_NOTE and document.original_number:
            hint = f"En déduction de la facture {document.original_number}"
        return {"label": _TOTAL_LABELS[kind], "value": format_money(document.totals.ttc, code), "hint": hint}
    if document.to_pay <= 0:
        return {"label": "Payé", "value": format_money(document.paid or document.due, code), "hint": "Merci."}
    started = document.paid or document.deposits or kind is Kind.RECEIPT
    hint = ""
    if document.due_on:
        late = document.due_on != document.issued_on
        hint = f"Au plus tard le {day_text(document.due_on)}" if late else "À réception"
    return {
        "label": "Reste à payer" if started else "À payer",
        "value": format_money(document.to_pay, code),
        "hint": hint,
    }


def _sign(document: Document) -> dict[str, str] | None:
    if document.kind is Kind.QUOTE:
        return {
            "title": "Bon pour accord",
            "hint": "Signez en ligne par le lien reçu, ou ici : date, nom et signature.",
            "frame": "Date et signature du client",
        }
    if document.kind is Kind.DELIVERY:
        return {
            "title": "Reçu en bon état",
            "hint": "Écrivez ici ce qui manque ou ce qui est abîmé.",
            "frame": "Date, nom et signature",
        }
    return None


def _withdrawal(document: Document) -> Iterator[str]:
    """Model form of the annex to article R221-1 of the code de la consommation."""
    seller = document.seller
    where = ", ".join([seller.legal_name, *address_lines(seller), *_contact(seller)])
    yield f"À l'attention de {where} :"
    yield (
        "Je vous notifie par la présente ma rétractation du contrat portant sur la prestation ou la vente"
        f" décrite dans le document {document.shown_number}"
        + (f" du {day_text(document.issued_on)}." if document.issued_on else ".")
    )
    yield "Commandé le : ………………………………    Reçu le : ………………………………"
    yield f"Nom : {document.buyer.legal_name}"
    yield f"Adresse : {', '.join(address_lines(document.buyer))}"
    yield "Date : ………………………………"
    yield "Signature (seulement sur papier) :"


def _has_vat(document: Document) -> bool:
    return any(row.vat.category is not Category.EXEMPT for row in document.totals.rates)


def _has_discounts(document: Document) -> bool:
    return any(line.discount.percent or line.discount.amount for line in document.lines)


def _discount(line: DocumentLine, code: str) -> str:
    if line.discount.percent:
        return rate_text(line.discount.percent)
    return _bare(line.discount.amount, code) if line.discount.amount else ""


def _vat_text(line: DocumentLine) -> str:
    return {Category.REVERSE_CHARGE: "AE", Category.EXEMPT: "—"}.get(
        line.vat.category, rate_text(line.vat.rate)
    )


def _sum(label: str, minor: int, code: str, weight: str = "") -> dict[str, str]:
    return {"label": label, "value": format_money(minor, code), "weight": weight}


def _bare(minor: int, code: str) -> str:
    """The amount without its unit, which the totals bear."""
    return format_money(minor, code).rsplit("\u00a0", 1)[0]


def _price(price: Decimal, code: str) -> str:
    """A unit price in major units, with at least the decimals of its currency."""
    least = currency(code).exponent
    text = f"{price.normalize():f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.ljust(least, "0")
    return grouped(f"{whole},{decimals}" if decimals else whole)


def grouped(figure: str) -> str:
    """Thousands apart, by narrow spaces."""
    whole, comma, decimals = figure.partition(",")
    return (
        f"{int(whole):,}".replace(",", _NARROW) + comma + decimals if whole.lstrip("-").isdigit() else figure
    )
