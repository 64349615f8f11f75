"""An act as a phone kept it: plain JSON, read with suspicion. What cannot be read says why, in French."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kaye.actions.refusal import Refusal
from kaye.rules.money import MoneyError, parse_money

KINDS = ("step", "hold", "payment", "sale")
MONEY = ("payment", "sale")  # always recorded: money that changed hands is a fact
_MOST_LINES = 30
_MOST_PIECES = 1_000_000


@dataclass(frozen=True, slots=True)
class Act:
    """`made_at`: on the phone's clock, aware. `data` by kind: see `docs/guide/telephone.md` and the readers below."""

    uuid: str
    kind: str
    made_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """An article of a sale, its price for one piece in minor units."""

    name: str
    quantity: int
    unit_price: int
    product: int | None


@dataclass(frozen=True, slots=True)
class AskedSale:
    kind: str
    customer: int | None
    name: str
    phone: str
    lines: tuple[AskedLine, ...]
    received: int
    due_on: date | None
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class AskedPayment:
    customer: int
    amount: int
    method: str
    received_on: date | None
    debt: int | None


@dataclass(frozen=True, slots=True)
class AskedHold:
    customer: int
    kind: str
    until: date | None
    amount: int | None
    words: str
    case: int | None


def read_sale(data: Mapping[str, Any], code: str) -> AskedSale:
    """{kind, customer, name, phone, lines: [{name, quantity, price, product}], received, due_on, promised_on}."""
    kind = text_of(data, "kind", 10) or "cash"
    rows = data.get("lines")
    lines = tuple(
        _line(row, code) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, Mapping)
    )
    return AskedSale(
        kind,
        whole_of(data, "customer"),
        text_of(data, "name", 250),
        text_of(data, "phone", 40),
        lines[:_MOST_LINES],
        0 if kind == "cash" else money_of(data, "received", code) or 0,
        day_of(data, "due_on"),
        day_of(data, "promised_on") if kind == "order" else None,
    )


def read_payment(data: Mapping[str, Any], code: str) -> AskedPayment:
    """{customer, amount, method, received_on, debt}."""
    amount = money_of(data, "amount", code)
    if amount is None:
        raise Refusal("Il manque le montant reçu.")
    customer = needed(data, "customer")
    method = text_of(data, "method", 10) or "cash"
    return AskedPayment(customer, amount, method, day_of(data, "received_on"), whole_of(data, "debt"))


def read_hold(data: Mapping[str, Any], code: str) -> AskedHold:
    """{customer, hold, until, amount, words, case}."""
    return AskedHold(
        needed(data, "customer"),
        text_of(data, "hold", 16),
        day_of(data, "until"),
        money_of(data, "amount", code),
        text_of(data, "words", 300),
        whole_of(data, "case"),
    )


def text_of(data: Mapping[str, Any], name: str, most: int) -> str:
    value = data.get(name)
    return " ".join(str(value).replace("\x00", "").split())[:most] if isinstance(value, (str, int)) else ""


def whole_of(data: Mapping[str, Any], name: str) -> int | None:
    """An id or a quantity; None when it is not a whole number."""
    text = text_of(data, name, 18)
    return int(text) if text.isascii() and text.isdecimal() else None


def needed(data: Mapping[str, Any], name: str) -> int:
    found = whole_of(data, name)
    if found is None:
        raise Refusal("On ne sait plus de quel client il s'agit.")
    return found


def money_of(data: Mapping[str, Any], name: str, code: str) -> int | None:
    """Minor units as a person types them; None when empty."""
    text = text_of(data, name, 30)
    try:
        return parse_money(text, code) if text else None
    except MoneyError as fault:
        raise Refusal(str(fault)) from None


def day_of(data: Mapping[str, Any], name: str) -> date | None:
    text = text_of(data, name, 10)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("Ce jour n'existe pas : choisissez-le dans le calendrier.") from None


def _line(row: Mapping[str, Any], code: str) -> AskedLine:
    name, quantity = text_of(row, "name", 160), whole_of(row, "quantity") or 0
    price = money_of(row, "price", code)
    if price is None:
        raise Refusal(f"Il manque le prix de « {name} ».")
    return AskedLine(name, min(quantity, _MOST_PIECES), price, whole_of(row, "product"))
