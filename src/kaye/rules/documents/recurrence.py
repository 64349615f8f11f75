"""Dates that come back: an anchor day kept month after month, and the periods between two anchors (M29, M45, M46)."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import count

_DAY = timedelta(days=1)
_WHOLE = Fraction(1)


class Every(StrEnum):
    """Length of a period."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Billing(StrEnum):
    """Invoiced on the first day of the period, or on the day after its end."""

    ADVANCE = "advance"
    ARREARS = "arrears"


class First(StrEnum):
    """What a first period shorter than the others costs."""

    PRORATE = "prorate"
    FULL = "full"
    FREE = "free"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a subscription is served. `anchor_day`: None for the day of the start. `end`: last day served."""

    start: date
    every: Every = Every.MONTH
    anchor_day: int | None = None
    end: date | None = None
    billing: Billing = Billing.ADVANCE
    first: First = First.PRORATE


@dataclass(frozen=True, slots=True)
class Period:
    """Days served, both included. `share`: part of the price of a whole period (0 when free)."""

    number: int
    start: date
    end: date
    invoice_on: date
    share: Fraction


def periods(schedule: Schedule) -> Iterator[Period]:
    """Every period in order, without end when the schedule has none.

    1. Anchors are counted from the first one, so the 31st comes back after February.
    2. A start on another day than the anchor makes a shorter first period.
    3. An end inside a period makes it shorter too, and is the last.
    """
    for number, (start, following, whole_from) in enumerate(_spans(schedule)):
        if schedule.end is not None and start > schedule.end:
            return
        last = following - _DAY
        end = min(last, schedule.end or last)
        share = Fraction((end - start).days + 1, (following - whole_from).days)
        if start != whole_from and schedule.first is not First.PRORATE:
            share = _WHOLE if schedule.first is First.FULL else Fraction()
        invoice_on = start if schedule.billing is Billing.ADVANCE else end + _DAY
        yield Period(number, start, end, invoice_on, share)


def shifted(first: date, months: int, anchor_day: int | None = None) -> date:
    """The same day so many months later, clamped to the end of a shorter month."""
    index = first.year * 12 + first.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor_day or first.day, last))


def anchors(first: date, every: Every, anchor_day: int | None = None) -> Iterator[date]:
    """The first date and its returns, each counted from the first: 31 January, 28 February, 31 March."""
    return (shifted(first, _MONTHS[every] * n, anchor_day) for n in count())


def _spans(schedule: Schedule) -> Iterator[tuple[date, date, date]]:
    """(first day, first day of the next one, first day if it were whole)."""
    day = schedule.anchor_day or schedule.start.day
    first = shifted(schedule.start, 0, day)
    if first < schedule.start:
        first = shifted(schedule.start, 1, day)
    if first > schedule.start:
        yield schedule.start, first, shifted(first, -_MONTHS[schedule.every], day)
    marks = anchors(first, schedule.every, day)
    start = next(marks)
    for following in marks:
        yield start, following, start
        start = following
