"""The row of one thing said, cut to what the base keeps and folded for the search."""

import hashlib
from datetime import datetime

from kaye.actions.inbox.ground import Ground
from kaye.records.message_search import folded
from kaye.records.models import ContactPoint, Customer, InboxMessage, Thread
from kaye.rules.ports.inbound import EchoCame, MessageCame

_LONGEST_TEXT = 200_000
_LONGEST_HTML = 500_000
_SEARCHED = 20_000
_REFERENCES = 50


def write_message(
    ground: Ground,
    event: MessageCame | EchoCame,
    *,
    thread: Thread,
    customer: Customer,
    point: ContactPoint | None,
    identity: str,
    told_hash: str = "",
) -> InboxMessage:
    """In the caller's transaction. `told_hash`: of the body as it was told, before anything was added to it."""
    message = InboxMessage(
        business=ground.business,
        thread=thread,
        customer=customer,
        point=point,
        account=ground.account,
        channel=ground.channel,
        external_id=event.external_id[:300],
        identity=identity,
        form=event.form,
        at=ground.when(event),
        told_at=event.at,
        received_at=ground.received_at,
        subject=event.subject[:300],
        text=event.text[:_LONGEST_TEXT],
        body_hash=told_hash or body_hash(event),
        search=searched(event.text, event.subject),
        history=event.history,
        reply_to=event.reply_to[:300],
        references=list(event.mail.references)[-_REFERENCES:] if event.mail else [],
    )
    if isinstance(event, EchoCame):
        message.direction, message.origin = "out", event.origin
    else:
        message.direction, message.origin = "in", "customer"
        message.quoted, message.html = event.quoted[:_LONGEST_TEXT], event.html[:_LONGEST_HTML]
        message.verdict, message.doubt = event.verdict, event.doubt[:300]
        message.auto, message.truncated = event.auto, event.truncated
    message.save(force_insert=True)
    return message


def body_hash(event: MessageCame | EchoCame) -> str:
    """What tells two bodies under one identity apart (C11)."""
    parts = [event.subject, event.text]
    if isinstance(event, MessageCame):
        parts.append(event.quoted)
        if event.form == "form":
            parts += [event.sender.name, *(point.value for point in event.sender.points)]
    said = "\x1f".join(parts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def searched(*texts: str) -> str:
    """As the search reads it, within the first characters of each."""
    return folded(*(text[:_SEARCHED] for text in texts))


def later(one: datetime | None, other: datetime) -> datetime:
    """The later of two instants, the first perhaps unknown."""
    return other if one is None or other > one else one
