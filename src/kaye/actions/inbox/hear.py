"""A message was stored: understand it, do what it asks at once, and set the clock (C28–C31, C39–C46).

What is only kept (history, a machine's answer, another application's thread, our own words) starts nothing.
"""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.acknowledge import acknowledge, withdraw_acknowledgement
from kaye.actions.inbox.cancel_later import cancel_later
from kaye.actions.inbox.effects import Heard
from kaye.actions.inbox.hear_call import hear_call
from kaye.actions.inbox.hear_stop import hear_stop
from kaye.actions.inbox.requests import OPENING, open_request
from kaye.actions.inbox.ring import is_danger, ring_message
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.understanding import understanding_of
from kaye.actions.inbox.understood import write_sheet
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import InboxMessage, Request, Understood
from kaye.rules.ports.inbound import MessageCame
from kaye.rules.understand import Effect
from kaye.rules.understand.quoting import is_automatic

__all__ = ["accept_doubtful", "hear", "hear_call", "hear_echo", "hear_edit"]

_CLAIM = "complaint"


def hear(
    message: InboxMessage,
    event: MessageCame | None,
    now: datetime,
    processing: bool = True,
    is_shared: bool = False,
) -> Request | None:
    """A customer wrote. In the caller's transaction, after the message was stored; once per message. Answers the
    request it opened or joined.

    `processing` False: only kept (history, another application holds the thread): no clock, no effect. `is_shared`:
    several customers hold the point, so nothing but a stop has an effect (C22).
    """
    with transaction.atomic():
        lock(message.business)
        message.auto = message.auto or is_automatic(message.text)
        if not processing or message.auto or message.history:
            message.needs_answer = False
            message.save(update_fields=["needs_answer", "auto"])
            settle(message.thread, now)
            return None
        heard = Heard(message, understanding_of(message), now)
        message.intents = list(heard.said.names())
        message.needs_answer = heard.said.needs_answer
        message.save(update_fields=["intents", "needs_answer", "auto"])
        doubtful = bool(message.verdict)
        _write_event(message, now)
        if not doubtful:
            cancel_later(message.customer, "reply", now)
            touch([message.customer_id], now)
        _effects(heard, only_propose=doubtful or is_shared)
        request = None if doubtful else _request(heard, is_shared)
        settle(message.thread, now)
        if not doubtful:
            _tell(heard, request)
    return request


def hear_echo(message: InboxMessage, now: datetime) -> None:
    """We wrote from somewhere else: an answer, and the contact of the day (C14). No understanding."""
    with transaction.atomic():
        lock(message.business)
        if not message.history:
            cancel_later(message.customer, "echo", now)
            withdraw_acknowledgement(message.customer)
            touch([message.customer_id], now)
        settle(message.thread, now)
        if not message.history:  # the contact of the day
            replan(business=message.business, customer_ids=[message.customer_id], now=now)


def hear_edit(message: InboxMessage, now: datetime) -> None:
    """The customer changed the text: what the new one asks is done, what no longer holds is proposed for undo (C16)."""
    with transaction.atomic():
        lock(message.business)
        if message.direction != "in" or message.auto or message.history:
            settle(message.thread, now)
            return
        heard = Heard(message, understanding_of(message), now)
        message.intents = list(heard.said.names())
        message.needs_answer = heard.said.needs_answer
        message.save(update_fields=["intents", "needs_answer"])
        _propose_undo(heard)
        _effects(heard, only_propose=bool(message.verdict))
        if not message.verdict:
            _request(heard, False)
        settle(message.thread, now)


def accept_doubtful(message: InboxMessage, now: datetime, by: str = "") -> Request | None:
    """A person looked at what was « à vérifier » and takes it: it is heard as any other message (C59).

    Raises Refusal when there is no doubt any more.
    """
    with transaction.atomic():
        lock(message.business)
        message.refresh_from_db()
        if message.verdict != "to_check":
            raise Refusal("Ce message est déjà accepté.")
        message.verdict = ""
        message.save(update_fields=["verdict"])
        Understood.objects.filter(message=message, state="proposed").delete()
        said = {"message": message.pk}
        append(
            business=message.business,
            kind="message_accepted",
            at=now,
            customer=message.customer,
            payload=said,
            by=by,
        )
        return hear(message, None, now)


def _effects(heard: Heard, only_propose: bool) -> None:
    """Each effect once, in the order stop, complaint, paid, promise, the rest; a stop whoever wrote it (C22, C26)."""
    known = set(Understood.objects.filter(message=heard.message).values_list("kind", "until"))
    for effect in heard.said.effects:
        if (effect.kind, effect.until) in known:
            continue
        if effect.kind == "stop":
            hear_stop(heard)
            _sheet_of_stop(heard, effect)
        elif only_propose and effect.kind == "answer":
            continue
        else:
            write_sheet(heard, effect, only_propose)


def _sheet_of_stop(heard: Heard, effect: Effect) -> None:
    Understood.objects.create(
        business=heard.business,
        message=heard.message,
        kind="stop",
        state="applied",
        because=effect.because[:300],
        at=heard.now,
    )


def _request(heard: Heard, is_shared: bool) -> Request | None:
    """The claim of a complaint, else the request of a need (C29)."""
    if is_shared:
        return None
    names = heard.said.names()
    message = heard.message
    if _CLAIM in names:
        return open_request(
            business=heard.business,
            customer=heard.customer,
            now=heard.now,
            message=message,
            intent=_CLAIM,
            kind="claim",
        )
    primary = names[0] if names else ""
    if "stop" in names or not heard.said.needs_answer:
        if message.form != "form":
            return None
    elif message.form != "form" and primary not in OPENING and primary and not _is_new(heard):
        return None
    if primary == "inject":
        return None
    return open_request(
        business=heard.business, customer=heard.customer, now=heard.now, message=message, intent=primary
    )


def _is_new(heard: Heard) -> bool:
    """Their card came with a message, and nobody has answered yet."""
    thread = heard.message.thread
    first = InboxMessage.objects.filter(thread=thread).order_by("received_at").first()
    born = first is not None and heard.customer.created_at >= first.received_at
    return born and thread.last_answer_at is None


def _tell(heard: Heard, request: Request | None) -> None:
    """The team is told, the customer may get an acknowledgement."""
    message = heard.message
    if not message.needs_answer:
        return
    complaint = _CLAIM in heard.said.names()
    ring_message(message, heard.now, complaint and is_danger(message.text))
    if request is not None and request.answered_at is None:
        acknowledge(request, message, heard.now)


def _propose_undo(heard: Heard) -> None:
    """What the earlier text did and the new one does not say (C16): a person decides; a stop stays."""
    meant = {(effect.kind, effect.until) for effect in heard.said.effects}
    rows = Understood.objects.filter(message=heard.message, state__in=("applied", "kept"))
    for row in rows.exclude(kind="stop").exclude(hold=None):
        if (row.kind, row.until) not in meant:
            Understood.objects.create(
                business=heard.business,
                message=heard.message,
                kind="undo",
                state="proposed",
                because=f"le message a changé ; avant : {row.because}"[:300],
                until=row.until,
                hold=row.hold,
                at=heard.now,
            )


def _write_event(message: InboxMessage, now: datetime) -> None:
    said = {"message": message.pk, "channel": message.channel, "intents": message.intents}
    append(business=message.business, kind="message_heard", at=now, customer=message.customer, payload=said)
