"""Dates given by the law: time-bar, order for payment, formal notice, contract signed at home, keeping.

Delays in months end on the same day of the month (the last one when it lacks), those of procedure and of
withdrawal move off Saturdays, Sundays and holidays.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.documents.recurrence import shifted

_NOTICE_DAYS = 8
_NO_PAYMENT_DAYS = 8  # the 7 days of L221-10 end before the 8th
_WITHDRAWAL_DAYS = 14
_SERVED_WITHIN_SINCE = date(2026, 9, 1)  # decree 2026-96
ALERT_MONTHS = 3
_BOOKS_YEARS = 10
_PROSPECT_YEARS = 3


@dataclass(frozen=True, slots=True)
class TimeBar:
    """An estimate: part payment and acknowledgement may interrupt it and are never computed (M53)."""

    on: date
    alert_on: date


@dataclass(frozen=True, slots=True)
class AtHome:
    """A contract signed at a consumer's home (M37). `no_payment_before` None: an urgent repair was asked."""

    no_payment_before: date | None
    withdrawal_until: date


def time_bar(due_on: date, years: int | None) -> TimeBar | None:
    """The day the claim lapses, with its alert; None where the delay is not established."""
    if years is None:
        return None
    lapse = shifted(due_on, 12 * years)
    return TimeBar(lapse, shifted(lapse, -ALERT_MONTHS))


def signed_at_home(signed_on: date, calendar: Calendar, urgent_repair: bool = False) -> AtHome:
    """From when money may be asked, and until when the customer may withdraw (L221-10, L221-18, L221-19)."""
    withdrawal = calendar.call_day(signed_on + timedelta(days=_WITHDRAWAL_DAYS))
    return AtHome(None if urgent_repair else signed_on + timedelta(days=_NO_PAYMENT_DAYS), withdrawal)


def serve_order_until(ordered_on: date, calendar: Calendar) -> date:
    """Last day to serve an order for payment: 3 months since 2026-09-01, 6 before (decree 2026-96)."""
    months = 3 if ordered_on >= _SERVED_WITHIN_SINCE else 6
    return calendar.call_day(shifted(ordered_on, months))


def oppose_until(served_on: date, calendar: Calendar) -> date:
    """Last day of the debtor's opposition: one month after service."""
    return calendar.call_day(shifted(served_on, 1))


def enforce_from(served_on: date) -> date:
    """An order without opposition can be enforced two months after service."""
    return shifted(served_on, 2)


def notice_deadline(sent_on: date, calendar: Calendar) -> date:
    """The deadline of a formal notice: 8 days, moved forward to a working day (R33, M52)."""
    return calendar.next_working(sent_on + timedelta(days=_NOTICE_DAYS))


def promise_checked_on(promised_on: date, calendar: Calendar, is_quick: bool) -> date:
    """When a promise is looked at: one working day after it for cash and mobile money, two for a transfer."""
    return calendar.add_working_days(promised_on, 1 if is_quick else 2)


def keep_books_until(fiscal_year: int) -> date:
    """Last day on which the documents of a fiscal year must be kept: ten years from its end."""
    return date(fiscal_year + _BOOKS_YEARS, 12, 31)


def forget_prospect_on(last_contact: date) -> date:
    """A prospect is forgotten three years after the last contact that came from them."""
    return shifted(last_contact, 12 * _PROSPECT_YEARS)
