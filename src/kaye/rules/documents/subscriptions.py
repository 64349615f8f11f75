"""Subscriptions: which periods are invoiced, at which price, and what is told beforehand (M46–M49)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from kaye.rules.documents.amounts import Discount, round_half_up
from kaye.rules.documents.lines import Draft, Line
from kaye.rules.documents.recurrence import Period, Schedule, periods, shifted
from kaye.rules.money import currency

_NOTICE_DAYS = 30  # a consumer learns a new price this long before
_MOST_CAUGHT_UP = 2  # missed periods that are invoiced without asking


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without service, both included; `until` is None while nobody knows."""

    start: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A new unit price of one line (from 1). `told_on`: when the customer was told, None when not."""

    line: int
    on: date
    unit_price: Decimal
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """Tacit renewal: the notice leaves on `notice_on`, never outside [earliest, latest]."""

    term_end: date
    notice_on: date
    earliest: date
    latest: date


def is_paused(period: Period, pauses: Iterable[Pause]) -> bool:
    """Whether its first day lies in a pause: it is then recorded « suspendue », the anchor stays."""
    return any(pause.holds(period.start) for pause in pauses)


def lines_of(
    period: Period, lines: Sequence[Line], changes: Iterable[PriceChange], is_consumer: bool
) -> tuple[Line, ...]:
    """The lines at the prices of the first day of the period (M47)."""
    known = sorted(changes, key=lambda change: change.on)
    found = list(lines)
    for change in known:
        starts = _applies_from(change, is_consumer)
        if starts is not None and starts <= period.start:
            found[change.line - 1] = replace(found[change.line - 1], unit_price=change.unit_price)
    return tuple(found)


def prorated(draft: Draft, period: Period) -> Draft:
    """The document of the days served: each line once, at round(quantity x price x share) (M46).

    A discount in per cent is kept, a fixed one is prorated like the price. A whole period stays as it is.
    """
    if period.share == 1:
        return draft
    lines = tuple(_prorated(line, draft.currency, period.share) for line in draft.lines)
    return replace(draft, lines=lines, discount=_prorated_discount(draft.discount, period.share))


def to_invoice(
    schedule: Schedule, done: Iterable[date], pauses: Sequence[Pause], today: date
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """(periods to invoice by themselves, periods to leave as drafts) at this tick (M48).

    `done`: first days of the periods already invoiced or recorded as paused. More than two missed ones ask
    for a tap.
    """
    known = frozenset(done)
    due = [
        period
        for period in _until(schedule, today)
        if period.start not in known and period.share and not is_paused(period, pauses)
    ]
    missed = sum(1 for period in due if period.invoice_on < today)
    return ((), tuple(due)) if missed > _MOST_CAUGHT_UP else (tuple(due), ())


def renewal(start: date, term_months: int, today: date) -> Renewal:
    """The running term of a tacit renewal: notice 2 months before its end, between 3 and 1 (M49)."""
    terms = 1
    while shifted(start, term_months * terms) - timedelta(days=1) < today:
        terms += 1
    end = shifted(start, term_months * terms) - timedelta(days=1)
    return Renewal(end, shifted(end, -2), shifted(end, -3), shifted(end, -1))


def _applies_from(change: PriceChange, is_consumer: bool) -> date | None:
    """A consumer who was not told keeps the old price; one told late keeps it until the notice has run."""
    if not is_consumer:
        return change.on
    return max(change.on, change.told_on + timedelta(days=_NOTICE_DAYS)) if change.told_on else None


def _prorated(line: Line, code: str, share: Fraction) -> Line:
    whole = Fraction(line.quantity) * Fraction(line.unit_price)
    sign = -1 if whole < 0 else 1
    minor = round_half_up(abs(whole) * share * 10 ** currency(code).exponent)
    return replace(
        line,
        quantity=Decimal(sign),
        unit_price=Decimal(minor).scaleb(-currency(code).exponent),
        discount=_prorated_discount(line.discount, share),
    )


def _prorated_discount(discount: Discount, share: Fraction) -> Discount:
    if discount.amount is None:
        return discount
    return Discount(amount=round_half_up(discount.amount * share))


def _until(schedule: Schedule, today: date) -> Iterator[Period]:
    """Periods to be invoiced on this day or before."""
    return takewhile(lambda period: period.invoice_on <= today, periods(schedule))
