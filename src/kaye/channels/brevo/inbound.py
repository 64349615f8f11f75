"""What Brevo posts about SMS (developers.brevo.com/docs/transactional-webhooks): JSON, alone or in a list, unsigned.

There is no signature: the address of the hook, which only Brevo and the owner know, is the proof.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from kaye.net.hand_over import words
from kaye.net.identity import digest, identity
from kaye.net.json import Record, read_records
from kaye.rules.phones import international
from kaye.rules.ports.http import Unreadable as UnreadableJson
from kaye.rules.ports.inbound import (
    ConsentSaid,
    Delivered,
    DeliveryState,
    Event,
    Inbound,
    MessageCame,
    Person,
    Point,
    StatusCame,
    UnknownCame,
    Unreadable,
)

_STATES: dict[str, DeliveryState] = {
    "accepted": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "softbounce": "failed",
    "hardbounce": "failed",
    "rejected": "failed",
    "skip": "failed",
    "blacklisted": "failed",
}
_ABOUT = {"hardbounce": "address", "blacklisted": "stopped", "skip": "stopped", "rejected": "text"}
_CHOICES = {"unsubscribe": False, "unsubscribed": False, "subscribe": True, "subscribed": True}


def read(config: Mapping[str, str], came: Delivered, now: datetime) -> tuple[Event, ...]:
    """One event for each item. Raises Unreadable."""
    try:
        return tuple(_event(item) for item in read_records(came.body))
    except UnreadableJson as fault:
        raise Unreadable(fault.reason_fr) from None


def _event(item: Record) -> Event:
    """The published names changed over time: `msg_status` or `event`, `messageId` or `message_id`."""
    said = (item.text("msg_status") or item.text("event")).lower()
    word = said.replace("_", "").replace(" ", "")
    sent = item.text("messageId") or item.text("message_id")
    at = _time(item.text("ts_event"))
    if word in ("replied", "reply"):
        return _reply(item, sent, at)
    if word in _CHOICES:
        return ConsentSaid(
            external_id=identity(word, sent, _number_of(item), item.text("ts_event")),
            at=at,
            person=_person(item),
            agreed=_CHOICES[word],
            words=item.text("reply"),
        )
    if word in _STATES and sent:
        failed = _STATES[word] == "failed"
        why = words(item.text("description"))
        return StatusCame(
            external_id=identity(sent, word),
            at=at,
            message=sent,
            state=_STATES[word],
            key=_tag(item),
            about=_ABOUT.get(word, "") if failed else "",
            detail=f"Brevo n’a pas pu remettre le SMS{f' : {why}' if why else '.'}" if failed else "",
        )
    whole = digest(*sorted(f"{name}={item.text(name)}" for name in item.values))
    return UnknownCame(external_id=whole, at=at, what=f"msg_status {said[:40]}")


def _reply(item: Record, sent: str, at: datetime | None) -> Event:
    """Its number is that of our SMS: what was said, and when, tell two answers apart."""
    text = item.text("reply")
    sender = _person(item)
    return MessageCame(
        external_id=identity("reply", sent, digest(_number_of(item), item.text("ts_event"), text)),
        at=at,
        sender=sender,
        text=text,
        reply_to=sent,
        verdict="" if sender.points else "to_check",
        doubt="" if sender.points else "Écrit sans numéro : on ne peut pas lui répondre.",
    )


def _number_of(item: Record) -> str:
    return item.text("to") or item.text("phoneNumber")


def _person(item: Record) -> Person:
    number = international(_number_of(item))
    return Person((Point("phone", number),)) if number else Person()


def _tag(item: Record) -> str:
    """Our outbox key: a text, or a list of one."""
    tags = item.values.get("tag")
    return Record({"tag": tags[0]}).text("tag") if isinstance(tags, list) and tags else item.text("tag")


def _time(written: str) -> datetime | None:
    """Seconds since 1970. The date in letters is in an unsaid zone: it is not read."""
    if not (written.isascii() and written.isdecimal() and len(written) in (10, 13)):
        return None
    return datetime.fromtimestamp(int(written[:10]), UTC)


INBOUND = Inbound(read=read, states=frozenset({"accepted", "sent", "delivered", "failed"}))
