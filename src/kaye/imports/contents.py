"""What a column seems to hold, weighed on a sample of its cells."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from kaye.imports.dates import DateError, parse_date
from kaye.imports.rows import Cell, cell_text

Content = Literal["text", "date", "phone", "email", "money", "count"]

_ENOUGH = 0.7  # share of the cells that must agree
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_PHONE = re.compile(r"(?:\+|00)?\d[\d .\-/()]{6,18}\d")
_MONEY = re.compile(r"-?\d[\d\s.,]*(?:€|f|fcfa|f ?cfa|xaf|xof|eur|euros?)?", re.IGNORECASE)
_ANY_DAY = date(2026, 1, 1)  # only whether it reads as a date matters here


def content_of(cells: Sequence[Cell]) -> Content | None:
    """The content most cells agree on; None for an empty or mixed column."""
    if not cells:
        return None
    content, count = Counter(_one(cell) for cell in cells).most_common(1)[0]
    return content if count >= _ENOUGH * len(cells) else None


def _one(cell: Cell) -> Content:
    if isinstance(cell, date):
        return "date"
    text = cell_text(cell).strip()
    if _EMAIL.fullmatch(text):
        return "email"
    if isinstance(cell, int | Decimal) or text.isdigit():
        return _number(text)
    digits = sum(char.isdigit() for char in text)
    if _is_date(text):
        return "date"
    if _PHONE.fullmatch(text) and 8 <= digits <= 14:
        return "phone"
    if _MONEY.fullmatch(text):
        return "money"
    return "text"


def _number(text: str) -> Content:
    digits = sum(char.isdigit() for char in text)
    if digits >= 8:
        return "phone"
    return "count" if digits <= 2 else "money"


def _is_date(text: str) -> bool:
    try:
        parse_date(text, reference=_ANY_DAY, direction="past")
    except DateError:
        return False
    return True
