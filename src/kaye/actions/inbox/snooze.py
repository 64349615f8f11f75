"""Put a thread aside until an instant, or until they write again (C34)."""

from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.threads import thread_of
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Thread

_FURTHEST = timedelta(days=30)


def snooze(
    *,
    business: Business,
    customer: Customer,
    now: datetime,
    until: datetime | None = None,
    until_reply: bool = False,
    by: str = "",
) -> Thread:
    """The clock is due at that instant instead. A message that needs an answer wakes it. Raises Refusal."""
    if until is None and not until_reply:
        raise Refusal("Donnez un instant, ou « jusqu'à sa réponse ».")
    if until is not None and until <= now:
        raise Refusal("Cet instant est passé : choisissez plus tard.")
    if until is not None and until > now + _FURTHEST:
        raise Refusal("C'est dans plus de 30 jours : choisissez un instant plus proche.")
    with transaction.atomic():
        lock(business)
        thread = thread_of(customer, now)
        _set(thread, now, until, until_reply, None)
        said = {"until": until.isoformat() if until else None, "until_reply": until_reply}
        append(business=business, kind="thread_snoozed", at=now, customer=customer, payload=said, by=by)
        return settle(thread, now)


def wake(*, business: Business, thread: Thread, now: datetime, by: str = "") -> Thread:
    """Back at once, its clock as if it had never been put aside."""
    with transaction.atomic():
        lock(business)
        _set(thread, None, None, False, thread.closed_at)
        append(business=business, kind="thread_woken", at=now, customer=thread.customer, by=by)
        return settle(thread, now)


def _set(
    thread: Thread,
    at: datetime | None,
    until: datetime | None,
    until_reply: bool,
    closed_at: datetime | None,
) -> None:
    thread.snoozed_at, thread.snoozed_until, thread.until_reply = at, until, until_reply
    thread.closed_at = closed_at
    thread.save(update_fields=["snoozed_at", "snoozed_until", "until_reply", "closed_at"])
