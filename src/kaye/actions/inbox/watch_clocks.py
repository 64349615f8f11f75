"""What time alone changes in the inbox: snoozes end, clocks ring, quiet threads close (C28, C32, C34, C51)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kaye.actions.inbox.ring import in_charge, owners, ring, ringing_at, url_of
from kaye.actions.inbox.settle import settle
from kaye.actions.send_due import Stopping, never
from kaye.channels.registry import channel
from kaye.records.calendars import opening_of
from kaye.records.locks import lock
from kaye.records.models import Business, Request, Thread
from kaye.rules.threads import CLOSES_AFTER, OWNER_MINUTES

_AT_ONCE = 200
_LEAST_BEFORE_OWNER = timedelta(hours=3)  # real time between a late clock and the owner's turn, at least
_WINDOW = timedelta(hours=24)
_WARNS = timedelta(hours=2)  # before a window closes


def watch_clocks(business: Business, now: datetime, stopping: Stopping = never) -> int:
    """One turn; any number of turns rings once. Each thread in its own transaction. Answers how many were seen."""
    seen = 0
    for work, condition in ((_settle, _waking(now)), (_ring, _ringing(now)), (_warn, _closing_window(now))):
        rows = Thread.objects.filter(condition, business=business).order_by("due_at", "id")
        for pk in list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
            if stopping():
                return seen
            with transaction.atomic():
                lock(business)
                thread = Thread.objects.select_related("customer", "business", "assigned_to").get(pk=pk)
                work(thread, now)
            seen += 1
    return seen + _close(business, now)


def with_clocks(now: datetime) -> Q:
    """Businesses with something of this to do, as a condition on them. Outside every scope."""
    found = _waking(now) | _ringing(now) | _closing_window(now) | _quiet(now)
    return Q(pk__in=Thread.objects.filter(found).values("business_id"))


def _waking(now: datetime) -> Q:
    return Q(state="snoozed", snoozed_until__lte=now, until_reply=False)


def _ringing(now: datetime) -> Q:
    first = Q(told_late="", soon_at__lte=now)
    second = Q(told_late="soon", due_at__lte=now)
    third = Q(told_late="late", due_at__lte=now - _LEAST_BEFORE_OWNER)
    return Q(state="to_answer") & (first | second | third)


def _closing_window(now: datetime) -> Q:
    return Q(
        state="to_answer",
        window_told=False,
        last_inbound_at__gt=now - _WINDOW,
        last_inbound_at__lte=now - _WINDOW + _WARNS,
    )


def _quiet(now: datetime) -> Q:
    return Q(state="waiting", last_at__lte=now - CLOSES_AFTER)


def _settle(thread: Thread, now: datetime) -> None:
    settle(thread, now)


def _ring(thread: Thread, now: datetime) -> None:
    """Read again first: it may have been answered by something that did not say so."""
    settle(thread, now)
    if thread.state != "to_answer" or thread.due_at is None or thread.unanswered_since is None:
        return
    business = thread.business
    since = thread.unanswered_since
    at_owner = max(thread.due_at, opening_of(business).add(since, OWNER_MINUTES))
    told, title, members = thread.told_late, "", in_charge(thread)
    if now >= at_owner and told != "owner":
        told, title = "owner", f"{thread.customer.name} attend toujours une réponse"
        members = [*members, *(each for each in owners(business) if each not in members)]
    elif now >= thread.due_at and told in ("", "soon"):
        told, title = "late", f"En retard : répondre à {thread.customer.name}"
    elif thread.soon_at is not None and now >= thread.soon_at and not told:
        told, title = "soon", f"Bientôt en retard : répondre à {thread.customer.name}"
    else:
        return
    key = f"{told}:{thread.pk}:{since:%Y%m%d%H%M%S}"
    ring(members, thread, key, title, "", url_of(thread), ringing_at(business, now))
    Thread.objects.filter(pk=thread.pk).update(told_late=told)


def _warn(thread: Thread, now: datetime) -> None:
    """The window in which a free text may leave is about to close (WhatsApp, 24 h)."""
    Thread.objects.filter(pk=thread.pk).update(window_told=True)
    window = channel(thread.last_channel).capabilities.window
    if window is None or window != _WINDOW or thread.last_inbound_at is None:
        return
    key = f"window:{thread.pk}:{thread.last_inbound_at:%Y%m%d%H%M%S}"
    title = f"Plus que 2 h pour répondre librement à {thread.customer.name}"
    ring(in_charge(thread), thread, key, title, "", url_of(thread), now)


def _close(business: Business, now: datetime) -> int:
    """Fourteen days without a word and nothing open."""
    waiting = Request.objects.filter(customer=OuterRef("customer"), closed_at=None)
    quiet = Thread.objects.filter(_quiet(now), business=business).exclude(Exists(waiting))
    ids = list(quiet.order_by("last_at").values_list("pk", flat=True)[:_AT_ONCE])
    return Thread.objects.filter(pk__in=ids).update(state="closed", closed_at=now) if ids else 0
