"""A sale being typed: all of it travels in the form, nothing is written before « Noter la vente »."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from kaye.records.models import Product
from kaye.rules.money import MoneyError, format_money, parse_money
from kaye.web.dates import NBSP

KINDS = ("cash", "credit", "order")
_MOST_LINES = 30
_MOST_PIECES = 1_000_000


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An article as typed; `price` is the text of the field, for one piece."""

    name: str
    quantity: int
    price: str
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as it came. Dates: an ISO day, « other » (then the field beside it), or nothing."""

    client_id: str
    kind: str = "cash"
    customer_id: int | None = None
    who: str = ""
    is_new: bool = False
    new_name: str = ""
    new_phone: str = ""
    lines: tuple[DraftLine, ...] = ()
    article: str = ""
    free_price: str = ""
    received: str = ""
    due: str = ""
    due_other: str = ""
    order_due: str = ""
    order_due_other: str = ""
    promised: str = ""
    promised_other: str = ""


def empty_draft(kind: str = "", customer_id: int | None = None) -> Draft:
    known = kind if kind in KINDS else "credit" if customer_id else "cash"
    return Draft(client_id=uuid.uuid4().hex, kind=known, customer_id=customer_id)


def read_draft(data: QueryDict) -> Draft:
    """What the form holds; anything unknown counts as left empty."""
    kind = data.get("kind", "")
    return Draft(
        client_id=data.get("client_id", "")[:64] or uuid.uuid4().hex,
        kind=kind if kind in KINDS else "cash",
        customer_id=whole(data.get("customer_id", "")),
        who=data.get("who", "").strip()[:120],
        is_new=data.get("is_new") == "1",
        new_name=data.get("new_name", "").strip()[:250],
        new_phone=data.get("new_phone", "").strip()[:40],
        lines=_lines(data),
        article=data.get("article", "").strip()[:160],
        free_price=data.get("free_price", "").strip()[:30],
        received=data.get("received", "").strip()[:30],
        due=data.get("due", ""),
        due_other=data.get("due_other", ""),
        order_due=data.get("order_due", ""),
        order_due_other=data.get("order_due_other", ""),
        promised=data.get("promised", ""),
        promised_other=data.get("promised_other", ""),
    )


def with_product(draft: Draft, product: Product, code: str) -> Draft:
    """One more of this article: a new line, or one more piece of the line it has."""
    for index, line in enumerate(draft.lines):
        if line.product_id == product.pk:
            return with_quantity(replace(draft, article=""), index, line.quantity + 1)
    price = figures(product.price, code) if product.price is not None else ""
    return _with_line(draft, DraftLine(product.name, 1, price, product.pk))


def with_free_article(draft: Draft) -> Draft:
    """The article typed by hand, with its price if given."""
    if not draft.article:
        return draft
    return _with_line(draft, DraftLine(draft.article, 1, draft.free_price))


def with_quantity(draft: Draft, index: int, quantity: int) -> Draft:
    """That many pieces of a line; none takes the line away."""
    lines = list(draft.lines)
    if not 0 <= index < len(lines):
        return draft
    if quantity < 1:
        del lines[index]
    else:
        lines[index] = replace(lines[index], quantity=min(quantity, _MOST_PIECES))
    return replace(draft, lines=tuple(lines))


def day_of(choice: str, other: str) -> date | None:
    """The day chosen: one of the chips, or the field « Autre ». None: nothing chosen. Raises ValueError."""
    text = other if choice == "other" else choice
    if not text and choice == "other":
        raise ValueError(choice)
    return date.fromisoformat(text) if text else None


def figures(minor: int, code: str) -> str:
    """The amount as it stands in a field: « 12 000 »."""
    return format_money(minor, code).rpartition(NBSP)[0]


def amount_of(text: str, code: str) -> int | None:
    """Minor units of a field; None when it is empty. Raises MoneyError."""
    return parse_money(text, code) if text.strip() else None


def total_of(lines: Sequence[DraftLine], code: str) -> int:
    """What the lines that can be read add up to."""
    total = 0
    for line in lines:
        try:
            total += line.quantity * (amount_of(line.price, code) or 0)
        except MoneyError:
            continue
    return total


def whole(text: str) -> int | None:
    """An id or a quantity of the form; None when it is not a whole number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _with_line(draft: Draft, line: DraftLine) -> Draft:
    return replace(draft, lines=(*draft.lines, line)[:_MOST_LINES], article="", free_price="")


def _lines(data: QueryDict) -> tuple[DraftLine, ...]:
    columns = [data.getlist(f"line_{part}") for part in ("name", "quantity", "price", "product")]
    return tuple(
        DraftLine(
            name=name.strip()[:160],
            quantity=min(whole(quantity.strip()) or 0, _MOST_PIECES),
            price=price.strip()[:30],
            product_id=whole(product),
        )
        for name, quantity, price, product in zip(*columns, strict=False)
    )[:_MOST_LINES]
