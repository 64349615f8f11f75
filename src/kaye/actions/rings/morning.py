"""The ring of the morning: one row a member, for 07:00 of an open day, written when the day before is closed."""

from datetime import date, datetime, time, timedelta

from kaye.actions.today import today
from kaye.records.calendars import calendar_of, opening_of
from kaye.records.models import Business, Device, Ring

MORNING = "morning:"
WAKES = time(7)
_TOO_LATE = time(12)
_KEPT = timedelta(days=30)
_LOOK_AT = 40


def seed_morning(*, business: Business, now: datetime) -> int:
    """The rows of today, once, for members with a device: nobody is sent an e-mail for follow-ups alone.

    In the caller's transaction. Rows older than a month are forgotten. Answers how many members it may ring.
    """
    opening = opening_of(business)
    calendar = opening.calendar
    day = calendar.today(now)
    of_members = Ring.objects.filter(member__business=business)  # indexed by member
    of_members.filter(due_at__lt=now - _KEPT).exclude(state="due").delete()
    if not opening.hours.week.get(day.weekday()) or calendar.holiday(day) is not None:
        return 0
    if now >= calendar.local(day, _TOO_LATE):
        return 0
    at = calendar.local(day, WAKES)
    with_device = Device.objects.filter(member__business=business)
    members = with_device.order_by("member_id").values_list("member_id", flat=True).distinct()
    rows = [
        Ring(
            business=business,
            member_id=member,
            key=f"{MORNING}{day.isoformat()}",
            title="À faire aujourd’hui",
            url="/",
            due_at=at,
        )
        for member in members
    ]
    Ring.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def follow_ups(business: Business, now: datetime) -> int:
    """How many cards the morning page shows."""
    return min(business.list_max, len(today(business, now, look_at=_LOOK_AT).contacts))


def day_of_ring(key: str) -> date | None:
    """The day of a morning row; None for another."""
    return date.fromisoformat(key.removeprefix(MORNING)) if key.startswith(MORNING) else None


def seven(business: Business, now: datetime) -> datetime:
    """07:00 of the shop's day."""
    calendar = calendar_of(business)
    return calendar.local(calendar.today(now), WAKES)


def local_day_of(business: Business, now: datetime) -> date:
    return calendar_of(business).today(now)
