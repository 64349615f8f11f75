"""One item of `messages`, `message_echoes`, `history` or `statuses` as an event."""

import re

from kaye.channels.meta import Item, identity, made_up, moment
from kaye.channels.whatsapp.content import content_of, origin_of
from kaye.channels.whatsapp.errors import failure
from kaye.channels.whatsapp.people import person, phone_point, recipient, sender, user_point
from kaye.rules.phones import international
from kaye.rules.ports.inbound import (
    DeliveryState,
    EchoCame,
    Event,
    IdentityChanged,
    MessageCame,
    MessageDeleted,
    MessageEdited,
    Person,
    Point,
    ReactionCame,
    StatusCame,
)

_STATES: dict[str, DeliveryState] = {
    "accepted": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",  # of a voice message
    "failed": "failed",
}
_FROM = re.compile(r"from \+?([0-9]{9,15}) to \+?[0-9]{9,15}")
_NO_MESSAGE = frozenset({"request_welcome"})  # somebody opened the conversation, and wrote nothing


def message(item: Item) -> Event | None:
    """What a customer did; None for what is no act of theirs."""
    return _change(item, sender(item)) or _written(item, sender(item))


def echo(item: Item) -> Event | None:
    """What the owner did on the phone (coexistence)."""
    return _change(item, Person()) or _sent(item, recipient(item))


def past(item: Item, thread: str, own: str) -> Event | None:
    """A message of the imported history; `thread`: whose it is, `own`: our number (C15)."""
    told = item.told
    ours = told.inside("history_context").flag("from_me") or (
        bool(own) and international(told.text("from")) == own
    )
    if ours:
        to = recipient(item) if told.text("to") or told.text("to_user_id") else _of_thread(item, thread)
        return _change(item, Person()) or _sent(item, to, history=True)
    who = sender(item) if told.text("from") or told.text("from_user_id") else _of_thread(item, thread)
    return _change(item, who) or _written(item, who, history=True)


def status(item: Item) -> Event | None:
    """What became of a message of ours."""
    told = item.told
    ours, word = identity(told, "id"), told.text("status")
    state = _STATES.get(word)
    if not ours or state is None:
        return None
    about, detail = failure(told.many("errors")[0]) if told.many("errors") else ("", "")
    return StatusCame(
        external_id=f"{ours}:{word}",
        at=moment(item),
        account=item.account,
        message=ours,
        state=state,
        key=told.text("biz_opaque_callback_data")[:512],
        about=about if state == "failed" else "",
        detail=detail if state == "failed" else "",
        billed=told.text("pricing", "category")[:40],
    )


def _change(item: Item, who: Person) -> Event | None:
    """An edit, a revocation, a reaction or a new identity, whoever did it; None for what is a message."""
    told, kind = item.told, item.told.text("type")
    own, at = identity(told, "id") or made_up(item), moment(item)
    original = identity(told, kind, "original_message_id") if kind in ("edit", "revoke") else ""
    if kind == "edit" and original:
        content = content_of(told.inside("edit", "message"))
        return MessageEdited(
            external_id=own, at=at, account=item.account, message=original, text=content.text
        )
    if kind == "revoke" and original:
        return MessageDeleted(external_id=own, at=at, account=item.account, message=original)
    if kind == "reaction" and (target := identity(told, "reaction", "message_id")):
        emoji = told.text("reaction", "emoji")[:40]
        return ReactionCame(
            external_id=own, at=at, account=item.account, message=target, emoji=emoji, sender=who
        )
    if kind == "system" and (points := _new_identity(item)):
        return IdentityChanged(external_id=own, at=at, account=item.account, old=points[0], new=points[1])
    return None


def _new_identity(item: Item) -> tuple[Point, Point] | None:
    """(old, new): a number for a number, an id for an id, an id when there is no number left."""
    told, system = item.told, item.told.inside("system")
    if system.text("type") not in ("user_changed_number", "customer_changed_number", "user_changed_user_id"):
        return None
    new = phone_point(system.text("wa_id") or system.text("new_wa_id"))
    old = phone_point(system.text("customer") or told.text("from"))
    if old == new and (said := _FROM.search(system.text("body"))):  # some versions write from the new number
        old = phone_point(said[1])
    old = old if new and old else user_point(identity(told, "from_user_id")) or old
    new = new or user_point(identity(system, "user_id"))
    return (old, new) if old and new and old != new else None


def _written(item: Item, who: Person, history: bool = False) -> Event | None:
    told = item.told
    if not who.points or not told.text("type") or told.text("type") in _NO_MESSAGE | {"system", "reaction"}:
        return None
    if told.text("interactive", "type") == "call_permission_reply":
        return None
    if told.text("group_id"):  # said to several: to answer one of them alone would be out of place
        return None
    content = content_of(told)
    return MessageCame(
        external_id=identity(told, "id") or made_up(item),
        at=moment(item),
        account=item.account,
        sender=who,
        form=content.form,
        text=content.text,
        quoted=origin_of(told),
        files=content.files,
        reply_to=identity(told, "context", "id"),
        history=history,
    )


def _sent(item: Item, to: Person, history: bool = False) -> Event | None:
    told = item.told
    if not to.points or not told.text("type") or told.text("type") in ("system", "reaction"):
        return None
    content = content_of(told)
    return EchoCame(
        external_id=identity(told, "id") or made_up(item),
        at=moment(item),
        account=item.account,
        to=to,
        form=content.form,
        text=content.text,
        files=content.files,
        reply_to=identity(told, "context", "id"),
        history=history,
    )


def _of_thread(item: Item, thread: str) -> Person:
    return person(item, thread) if international(thread) else person(item, user=thread)
