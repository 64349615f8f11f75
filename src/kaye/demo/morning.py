"""The list of the morning; on a closed day, that of the next working morning."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django_scopes import scope

from kaye.actions.today import Morning, today
from kaye.records.calendars import calendar_of
from kaye.records.models import Business

_MORNING = time(7)


@dataclass(frozen=True, slots=True)
class Shown:
    """`day`: the morning shown. `closed`: why today has none, "" on a working day."""

    business: Business
    day: date
    morning: Morning
    closed: str = ""


def morning_of(business: Business, now: datetime) -> Shown:
    """Today's list, or the next working day's with the reason: Sunday, holiday."""
    calendar = calendar_of(business)
    day = calendar.today(now)
    closed = calendar.closed_because(day) or ""
    with scope(business=business):
        if not closed:
            return Shown(business, day, today(business, now, business.list_max))
        day = calendar.next_working(day)
        return Shown(business, day, today(business, calendar.local(day, _MORNING), business.list_max), closed)
