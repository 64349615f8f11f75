"""Late interest of one debt: segments of constant balance and rate, added raw, rounded once (M50)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kaye.rules.documents.amounts import round_half_up

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RateStretch:
    """A yearly rate in per cent and its days, both included. `rate` None: published nowhere we looked."""

    start: date
    end: date
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Movement:
    """What lowers a debt on a value date (payment, credit note); negative when it is reversed."""

    on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Days, both included, during which neither the balance nor the rate changes. `rate` None: unknown."""

    start: date
    end: date
    days: int
    balance: int
    rate: Decimal | None


def balance_on(principal: int, movements: Iterable[Movement], day: date) -> int:
    """What was owed during this day: a payment counts from the day after, its own day still bears interest."""
    return principal - sum(each.amount for each in movements if each.on < day)


def segments(
    principal: int, movements: Sequence[Movement], first: date, last: date, rates: Sequence[RateStretch]
) -> tuple[Segment, ...]:
    """The stretches from `first` to `last`, both included; days without anything owed are left out."""
    if first > last:
        return ()
    cuts = {first, last + _DAY} | {each.on + _DAY for each in movements}
    cuts |= {day for row in rates for day in (row.start, row.end + _DAY)}
    marks = sorted(day for day in cuts if first <= day <= last + _DAY)
    found: list[Segment] = []
    for start, following in pairwise(marks):
        balance = balance_on(principal, movements, start)
        if balance > 0:
            _append(found, start, following - _DAY, balance, rate_on(rates, start))
    return tuple(found)


def interest(stretches: Iterable[Segment], day_basis: int = 365) -> int:
    """Interest in minor units. Segments of unknown rate must have been refused before."""
    raw = sum(
        (
            Fraction(each.balance * each.days) * Fraction(each.rate or 0) / (100 * day_basis)
            for each in stretches
        ),
        Fraction(),
    )
    return round_half_up(raw)


def is_known(stretches: Iterable[Segment]) -> bool:
    """Whether every day that counts has its rate."""
    return all(each.rate is not None for each in stretches)


def rate_on(rates: Iterable[RateStretch], day: date) -> Decimal | None:
    """The rate of this day; None when no row covers it or its row is unknown."""
    return next((row.rate for row in rates if row.start <= day <= row.end), None)


def _append(found: list[Segment], start: date, end: date, balance: int, rate: Decimal | None) -> None:
    days = (end - start).days + 1
    before = found[-1] if found else None
    if before and before.end + _DAY == start and (before.balance, before.rate) == (balance, rate):
        found[-1] = replace(before, end=end, days=before.days + days)
    else:
        found.append(Segment(start, end, days, balance, rate))
