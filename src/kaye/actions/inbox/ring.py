"""Who is told that a customer waits, and when it may ring (C51). The rows are delivered elsewhere, by push or mail."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction

from kaye.records.calendars import opening_of
from kaye.records.models import Business, InboxMessage, Member, Ring, Thread, ThreadSeen, Writing
from kaye.rules.draft import folded
from kaye.rules.hours import Opening

_APART = timedelta(minutes=10)  # one push per thread
_READING = timedelta(seconds=60)
_WAKES, _SLEEPS = time(7), time(20)
_DANGER = ("accident", "brulure", "brule", "gaz", "electrocut", "inondation", "incendie")


def ring(
    members: Iterable[Member],
    thread: Thread | None,
    key: str,
    title: str,
    body: str,
    url: str,
    due_at: datetime,
) -> int:
    """One row per member; the same key again changes nothing. Answers how many are new. In the caller's transaction."""
    made = 0
    for member in members:
        try:
            with transaction.atomic():
                Ring.objects.create(
                    business_id=member.business_id,
                    member=member,
                    thread=thread,
                    key=key[:120],
                    title=title[:120],
                    body=body[:200],
                    url=url[:200],
                    due_at=due_at,
                )
                made += 1
        except IntegrityError:  # told already
            continue
    return made


def ring_message(message: InboxMessage, now: datetime, is_danger: bool = False) -> int:
    """A message that needs an answer: the person in charge hears of it, unless reading it or told just before."""
    thread = message.thread
    business = thread.business
    made = 0
    for member in in_charge(thread):
        if _is_reading(thread, member, now):
            continue
        at = now if is_danger and member.push_danger else ringing_at(business, now)
        recent = Ring.objects.filter(
            member=member, thread=thread, due_at__gt=at - _APART, due_at__lte=at, key__startswith="message:"
        )
        if recent.exists():
            continue
        body = message.text[:120] if member.push_details else ""
        made += ring(
            [member],
            thread,
            f"message:{message.pk}",
            f"{thread.customer.name} a écrit",
            body,
            url_of(thread),
            at,
        )
    return made


def in_charge(thread: Thread) -> list[Member]:
    """The person assigned, else the owners."""
    if thread.assigned_to is not None:
        return [thread.assigned_to]
    return owners(thread.business)


def owners(business: Business) -> list[Member]:
    return list(Member.objects.filter(business=business, role="owner").order_by("id"))


def ringing_at(business: Business, now: datetime) -> datetime:
    """Now, or 07:00 of the next open day during quiet hours and closed days."""
    opening = opening_of(business)
    calendar = opening.calendar
    local_day = calendar.today(now)
    starts, ends = calendar.local(local_day, _WAKES), calendar.local(local_day, _SLEEPS)
    if _is_worked(opening, now) and starts <= now < ends:
        return now
    after = starts if now < starts else starts + timedelta(days=1)
    day = calendar.today(opening.next_open(max(now, after)))
    return max(now, calendar.local(day, _WAKES))


def is_danger(text: str) -> bool:
    """Words that may ring at night, if the member ticked it."""
    words = folded(text)
    return any(word in words for word in _DANGER)


def url_of(thread: Thread) -> str:
    return f"/boite/{thread.customer_id}/"


def _is_worked(opening: Opening, now: datetime) -> bool:
    day = opening.calendar.today(now)
    return bool(opening.hours.week.get(day.weekday())) and opening.calendar.holiday(day) is None


def _is_reading(thread: Thread, member: Member, now: datetime) -> bool:
    if Writing.objects.filter(thread=thread, member=member, until__gt=now).exists():
        return True
    return ThreadSeen.objects.filter(thread=thread, member=member, at__gt=now - _READING).exists()
