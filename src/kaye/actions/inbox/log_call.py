"""A call made or taken by hand, noted in two taps (C31)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.hear_call import MISSED, call_back_key
from kaye.actions.inbox.requests import open_request
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.threads import thread_of
from kaye.actions.inbox.write_message import searched
from kaye.actions.refusal import Refusal
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, ContactPoint, Customer, InboxMessage, Member, Task

OUTCOMES = {"answered": "answered", "not_reached": "missed", "voicemail": "voicemail", "busy": "busy"}


def log_call(
    *,
    business: Business,
    customer: Customer,
    outcome: str,
    now: datetime,
    direction: str = "out",
    text: str = "",
    seconds: int | None = None,
    member: Member | None = None,
    by: str = "",
) -> InboxMessage:
    """answered: an answer, and what was to be called back is done. not_reached, voicemail, busy: no answer.

    Raises Refusal for another outcome.
    """
    if outcome not in OUTCOMES or direction not in ("in", "out"):
        raise Refusal(f"« {outcome} » : choisissez parmi {', '.join(OUTCOMES)}.")
    with transaction.atomic():
        lock(business)
        thread = thread_of(customer, now)
        state = OUTCOMES[outcome]
        missed_in = direction == "in" and state in MISSED
        message = InboxMessage.objects.create(
            business=business,
            thread=thread,
            customer=customer,
            point=ContactPoint.objects.filter(customer=customer, kind="phone", state="ok").first(),
            channel="call",
            direction=direction,
            origin="person" if direction == "out" else "customer",
            form="call",
            call_state=state,
            call_seconds=seconds,
            at=now,
            received_at=now,
            text=text.strip(),
            search=searched(text),
            needs_answer=missed_in,
            by=member,
        )
        if missed_in:
            open_request(business=business, customer=customer, now=now, message=message, intent="call", by=by)
        if state == "answered":
            _called_back(message, now, by)
        said = {"message": message.pk, "outcome": outcome, "direction": direction}
        append(business=business, kind="call_logged", at=now, customer=customer, payload=said, by=by)
        touch([customer.pk], now)
        settle(thread, now)
    return message


def _called_back(message: InboxMessage, now: datetime, by: str) -> None:
    mine = Task.objects.filter(business=message.business, customer=message.customer, done_at=None)
    keys = mine.filter(key=call_back_key(message)) | mine.filter(kind="call_back")
    keys.update(done_at=now, outcome="done", by=by[:120])
