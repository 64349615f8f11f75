"""Legal and central-bank rates, dated: `rates/<kind>.csv`, one line per semester, each with its source.

A line of status « unknown » has no value: whatever needs it says so and computes nothing.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise

from kaye.rules.documents.interest import RateStretch

_EVER = (date(1999, 1, 1), date(9999, 12, 30))


class RateError(ValueError):
    """A kind of rate without a table, or a table that contradicts itself: the data is wrong."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """One line: yearly rate in per cent between two days, both included; `value` None when unknown."""

    start: date
    end: date
    value: Decimal | None
    confidence: str
    checked_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Base:
    """A rate made from a table: value x `times` + `add` points; `fixed` when the parties agreed one."""

    kind: str = ""
    times: Decimal = Decimal(1)
    add: Decimal = Decimal(0)
    fixed: Decimal | None = None


@cache
def kinds() -> tuple[str, ...]:
    """Every table, in alphabetical order."""
    folder = files("kaye.countries") / "rates"
    return tuple(sorted(each.name[:-4] for each in folder.iterdir() if each.name.endswith(".csv")))


@cache
def rows(kind: str) -> tuple[RateRow, ...]:
    """Lines of a table in order of date. Raises RateError."""
    if kind not in kinds():
        raise RateError(f"{kind}: no such table of rates")
    text = (files("kaye.countries") / "rates" / f"{kind}.csv").read_text(encoding="utf-8")
    found = tuple(map(_row, csv.DictReader(text.splitlines())))
    for one, following in pairwise(found):
        if one.end >= following.start:
            raise RateError(f"{kind}: lines overlap on {following.start}")
    return found


def value_on(kind: str, day: date) -> Decimal | None:
    """The rate of this day in per cent; None when unknown or outside the table."""
    return next((row.value for row in rows(kind) if row.start <= day <= row.end), None)


@cache
def applied(base: Base) -> tuple[RateStretch, ...]:
    """The stretches of a rate made from its table."""
    if base.fixed is not None:
        return (RateStretch(*_EVER, base.fixed),)
    return tuple(
        RateStretch(row.start, row.end, None if row.value is None else row.value * base.times + base.add)
        for row in rows(base.kind)
    )


def _row(cells: dict[str, str]) -> RateRow:
    is_unknown = cells["status"] == "unknown"
    if is_unknown is bool(cells["value"]):
        raise RateError(f"{cells['from']}: a line is known with a value, or unknown without")
    return RateRow(
        start=date.fromisoformat(cells["from"]),
        end=date.fromisoformat(cells["to"]),
        value=None if is_unknown else Decimal(cells["value"]),
        confidence=cells["confidence"],
        checked_on=date.fromisoformat(cells["checked_on"]),
        source=cells["source"],
    )
