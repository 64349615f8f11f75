"""A call and what became of it: a missed one is a need, and somebody to call back (C59)."""

from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.engine import channel_configs
from kaye.actions.inbox.requests import open_request
from kaye.actions.inbox.ring import ring_message
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.tasks import ask
from kaye.actions.send_message import Words, send_message
from kaye.channels.registry import channel
from kaye.records.locks import lock
from kaye.records.models import InboxMessage, OutgoingMessage, Request, Task
from kaye.rules.phones import phone_text
from kaye.rules.ports.inbound import CallCame

MISSED = frozenset(("missed", "voicemail", "busy"))
_FINAL = frozenset(("missed", "voicemail", "busy", "answered", "failed"))
_FAMILY = "missed_call"
_ONCE_IN = timedelta(hours=24)


def hear_call(message: InboxMessage, event: CallCame, now: datetime) -> Request | None:
    """`message` is the one row of the call; each state updates it, a final one beats « ringing ». Answers the request
    of a missed call. In the caller's transaction."""
    with transaction.atomic():
        lock(message.business)
        if message.call_state not in _FINAL or event.state in _FINAL:
            message.call_state = event.state
        message.form = "call"
        message.call_seconds = event.duration if event.duration is not None else message.call_seconds
        was_missed = message.needs_answer
        message.needs_answer = message.direction == "in" and message.call_state in MISSED
        message.save(update_fields=["form", "call_state", "call_seconds", "needs_answer"])
        request = None
        if message.needs_answer and not message.history:
            request = open_request(
                business=message.business, customer=message.customer, now=now, message=message, intent="call"
            )
            if not was_missed:
                _to_call_back(message, now)
                _text(message, now)
        elif message.call_state == "answered":
            _called_back(message, now)
        settle(message.thread, now)
        if message.needs_answer and not was_missed and not message.history:
            ring_message(message, now)
    return request


def call_back_key(message: InboxMessage) -> str:
    """One task per caller."""
    caller = message.point.value if message.point else f"client {message.customer_id}"
    return f"rappeler:{caller}"


def _to_call_back(message: InboxMessage, now: datetime) -> None:
    number = phone_text(message.point.value, message.business.country) if message.point else ""
    text = f"Rappeler {message.customer.name}" + (f" : {number}" if number else "")
    detail = "a laissé un message" if message.call_state == "voicemail" else ""
    ask(
        message.business,
        "call_back",
        call_back_key(message),
        text,
        now,
        customer=message.customer,
        detail=detail,
    )


def _called_back(message: InboxMessage, now: datetime) -> None:
    mine = Task.objects.filter(business=message.business, key=call_back_key(message), done_at=None)
    mine.filter(created_at__lte=now).update(done_at=now, outcome="done", by="appel")


def _text(message: InboxMessage, now: datetime) -> None:
    """One text per caller in 24 hours, if the business ticked it; never to somebody who refused."""
    point, business = message.point, message.business
    if not business.text_missed_calls or point is None or point.kind != "phone":
        return
    recent = OutgoingMessage.objects.filter(
        business=business, address=point.value, family=_FAMILY, created_at__gt=now - _ONCE_IN
    )
    if recent.exists():
        return
    texting = tuple(n for n in channel_configs(business) if channel(n).capabilities.text_form == "sms")
    if not texting:
        return
    send_message(
        business=business,
        customer=message.customer,
        words=Words(text_id="call.missed", values={}),
        key=f"appel:{message.pk}",
        family=_FAMILY,
        now=now,
        at=now,
        channels=texting,
        automatic_only=True,
    )
