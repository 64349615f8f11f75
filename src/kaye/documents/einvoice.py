"""A Document in the business terms of EN 16931 (BT and BG numbers), as the factur-x library takes them.

Every amount is ours, never computed again: lines, discount per rate, base and VAT per rate, what is left to pay.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from kaye.countries.mentions import mention_rules
from kaye.documents.profile import network_number, plain_vat_number, xml_country
from kaye.documents.units import unit_code
from kaye.rules.documents.amounts import price_of
from kaye.rules.documents.document import Document, DocumentLine, Nature, Party
from kaye.rules.documents.lines import Category, Prices, Vat
from kaye.rules.documents.titles import Kind
from kaye.rules.french import day_text
from kaye.rules.money import currency

_TYPES = {Kind.CREDIT_NOTE: "381", Kind.DEPOSIT: "386"}
_NATURES = {Nature.GOODS: "B", Nature.SERVICES: "S", Nature.MIXED: "M", None: "S"}
_SCHEMES = {"FR": ("0002", "0225"), "BE": ("0208", "0208")}  # legal number, address on the network
_DISCOUNT = "95"  # UNTDID 5189
_SEPA_TRANSFER, _UNDEFINED = "58", "1"  # UNTDID 4461
_NOTES = (
    ("PMT", ("fixed_fee_40",)),
    ("PMD", ("late_rate",)),
    ("AAB", ("escompte", "no_escompte")),
)
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 1000  # characters of a text inside the XML


def terms(document: Document) -> dict[str, Any]:
    """The document by BT and BG number."""
    found: dict[str, Any] = {
        "BT-1": document.number,
        "BT-2": document.issued_on,
        "BT-3": _TYPES.get(document.kind, "380"),
        "BT-5": document.currency,
        "BT-8": "invoice" if document.mention("vat_on_debits") else None,
        "BT-10": document.order_number or document.quote_number or document.number,
        "BT-14": document.order_number or None,
        "BT-20": _terms_text(document),
        "BT-23": _process(document),
        "BG-1": list(_notes(document)),
        "BG-3": list(_earlier(document)),
        "BG-4": _party(document.seller),
        "BG-7": _party(document.buyer),
        "BT-72": _supplied_on(document),
        "BG-13": {} if _supplied_on(document) else _place(document.buyer),
        "BT-73": document.supply_from,
        "BT-74": document.supply_to,
        **_payment(document),
        **_sums(document),
        "BG-25": [_line(n, line, document) for n, line in enumerate(document.lines, 1)],
    }
    if document.kind is not Kind.CREDIT_NOTE:
        found["BT-9"] = document.due_on or document.issued_on
    return {key: _written(value) for key, value in found.items() if value not in (None, "", [], {})}


def _written(value: Any) -> Any:
    """The same without the characters that XML can't hold."""
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value)
    if isinstance(value, list):
        return [_written(each) for each in value]
    return {key: _written(each) for key, each in value.items()} if isinstance(value, dict) else value


def _process(document: Document) -> str:
    """BT-23: what is sold, and 1 to be paid, 2 already paid, 4 final after deposits (French rules)."""
    nature = _NATURES[document.nature]
    if document.deposits:
        return f"{nature}4"
    return f"{nature}2" if _is_settled(document) else f"{nature}1"


def _is_settled(document: Document) -> bool:
    return document.kind is not Kind.CREDIT_NOTE and document.to_pay <= 0 and document.paid > 0


def _supplied_on(document: Document) -> date | None:
    """The day of supply; that of issue when nothing else is said, but a deposit supplies nothing yet."""
    if document.supply_on or document.supply_from or document.kind in (Kind.DEPOSIT, Kind.CREDIT_NOTE):
        return document.supply_on
    return document.issued_on


def _notes(document: Document) -> Iterator[dict[str, str]]:
    """The three mentions that French rules ask of every document, a credit note included, then the note typed."""
    if xml_country(document.seller) == "FR":
        texts = mention_rules(document.seller.country).texts
        for subject, codes in _NOTES:
            written = next(filter(None, map(document.mention, codes)), texts[codes[-1]])
            yield {"BT-21": subject, "BT-22": written}
        if document.note:
            yield {"BT-22": _short(document.note)}
        return
    written = " · ".join(
        filter(None, (document.mention("late_rate"), document.mention("fixed_fee_40"), document.note))
    )
    if written:
        yield {"BT-22": _short(written)}


def _earlier(document: Document) -> Iterator[dict[str, Any]]:
    if document.original_number:
        yield {"BT-25": document.original_number, "BT-26": document.original_on}
    for deposit in document.deposits:
        yield {"BT-25": deposit.number, "BT-26": deposit.issued_on}


def _party(party: Party) -> dict[str, Any]:
    country = xml_country(party)
    number = network_number(party)
    legal, network = _SCHEMES[country]
    street = [line.strip() for line in party.address.splitlines() if line.strip()]
    vat_number = plain_vat_number(party)
    found = {
        "name": party.legal_name,
        "legal_info": " ".join(filter(None, (party.legal_form, party.capital, party.rcs or party.rpm))),
        "legal_identifier": number,
        "legal_identifier_schemeid": legal,
        "einvoicing_addr": number,
        "einvoicing_addr_schemeid": network,
        "vat_identifier": vat_number,
        "tax_identifier": "" if vat_number else number,
        "addr_l1": street[0] if street else "",
        "addr_l2": ", ".join(street[1:]),
        "postcode": party.postcode,
        "city": party.city,
        "country_code": country,
    }
    return {key: value for key, value in found.items() if value}


def _place(buyer: Party) -> dict[str, str]:
    """Where it goes: the format refuses an empty delivery."""
    kept = ("name", "addr_l1", "addr_l2", "postcode", "city", "country_code")
    return {key: value for key, value in _party(buyer).items() if key in kept}


def _payment(document: Document) -> dict[str, Any]:
    if document.kind is Kind.CREDIT_NOTE or not document.seller.iban:
        return {"BT-81": _UNDEFINED, "BT-83": document.number}
    return {
        "BT-81": _SEPA_TRANSFER,
        "BT-83": document.number,
        "BT-84": "".join(document.seller.iban.split()),
        "BT-85": document.seller.legal_name,
    }


def _terms_text(document: Document) -> str:
    if document.kind is Kind.CREDIT_NOTE:
        return f"Avoir sur la facture {document.original_number}"
    said = [document.mention("escompte"), document.terms_text]
    if document.due_on:
        said.append(f"À payer au plus tard le {day_text(document.due_on)}")
    return _short(". ".join(filter(None, said)))


def _sums(document: Document) -> dict[str, Any]:
    code, totals = document.currency, document.totals
    allowances: list[dict[str, Any]] = []
    charges: list[dict[str, Any]] = []
    breakdown: list[dict[str, Any]] = []
    taken = added = 0
    for row in totals.rates:
        lines = sum(line.net for line in document.lines if line.vat == row.vat)
        difference = lines - row.base
        if difference:
            (allowances if difference > 0 else charges).append(_on_document(row.vat, abs(difference), code))
        taken += max(difference, 0)
        added += max(-difference, 0)
        breakdown.append(
            {
                "BT-116": _amount(row.base, code),
                "BT-117": _amount(row.amount, code),
                "BT-118": str(row.vat.category),
                "BT-119": _rate(row.vat),
                **_reason(row.vat, document),
            }
        )
    received = document.deducted + document.paid + document.credited
    return {
        "BT-106": _amount(sum(line.net for line in document.lines), code),
        "BT-107": _amount(taken, code) if taken else None,
        "BT-108": _amount(added, code) if added else None,
        "BT-109": _amount(totals.ht, code),
        "BT-110": _amount(totals.vat, code),
        "BT-112": _amount(totals.ttc, code),
        "BT-113": _amount(received, code) if received else None,
        "BT-115": _amount(totals.ttc - received, code),
        "BG-20": allowances,
        "BG-21": charges,
        "BG-23": breakdown,
    }


def _on_document(vat: Vat, minor: int, code: str) -> dict[str, Any]:
    return {
        "amount": _amount(minor, code),
        "reason": "Remise",
        "reason_code": _DISCOUNT,
        "vat_category_code": str(vat.category),
        "vat_rate": _rate(vat),
    }


def _reason(vat: Vat, document: Document) -> dict[str, str]:
    """Why no tax is charged, with its code where the law has one."""
    if vat.category is Category.REVERSE_CHARGE:
        return {"BT-120": document.mention("reverse_charge") or "Autoliquidation", "BT-121": "VATEX-EU-AE"}
    if vat.category is Category.EXEMPT:
        franchise = document.mention("vat_293b")
        if franchise:
            return {"BT-120": franchise, "BT-121": "VATEX-FR-FRANCHISE"}
        return {"BT-120": document.mention("vat_exempt") or "Opération exonérée de TVA"}
    return {}


def _line(number: int, line: DocumentLine, document: Document) -> dict[str, Any]:
    code = document.currency
    price, discount = _price(line, document)
    found: dict[str, Any] = {
        "BT-126": str(number),
        "BT-129": f"{_quantity(line):f}",
        "BT-130": unit_code(line.unit),
        "BT-131": _amount(line.net, code),
        "BT-146": f"{price:f}",
        "BT-151": str(line.vat.category),
        "BT-152": _rate(line.vat),
        "BT-153": _short(" ".join(line.label.split())) or "Article",
        "BT-154": _short(line.detail),
    }
    if discount:
        found["BG-27"] = [{"amount": _amount(discount, code), "reason": "Remise", "reason_code": _DISCOUNT}]
    return {key: value for key, value in found.items() if value != ""}


def _quantity(line: DocumentLine) -> Decimal:
    """At most four decimals, as the rules of the format ask."""
    return Decimal(round(line.quantity, 4)).normalize()


def _price(line: DocumentLine, document: Document) -> tuple[Decimal, int]:
    """The unit price without VAT, and the discount of the line in minor units.

    As written when quantity x price less discount is the line's net; else what gives that net (a price with VAT,
    a part of a line), to six decimals.
    """
    if document.prices is Prices.HT:
        gross = price_of(line.quantity, line.unit_price, document.currency)
        discount = gross - line.net
        if discount == line.discount.of(gross) and discount >= 0:
            return line.unit_price.normalize(), discount
    net = Decimal(line.net).scaleb(-currency(document.currency).exponent)
    return Decimal(round(abs(net / _quantity(line)), 6)).normalize(), 0


def _rate(vat: Vat) -> str:
    return f"{vat.rate:.2f}"


def _amount(minor: int, code: str) -> str:
    return f"{Decimal(minor).scaleb(-currency(code).exponent):f}"


def _short(text: str) -> str:
    return _FORBIDDEN.sub("", text).strip()[:_LONGEST]
