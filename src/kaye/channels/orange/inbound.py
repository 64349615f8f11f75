"""What Orange posts: delivery receipts and customers' answers (developer.orange.com/apis/sms), unsigned JSON.

There is no signature: the address of the hook, registered at Orange's by hand, is the proof.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from kaye.net.identity import digest, identity
from kaye.net.json import Record, read_json
from kaye.rules.phones import international
from kaye.rules.ports.http import Unreadable as UnreadableJson
from kaye.rules.ports.inbound import (
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
    "deliveredtoterminal": "delivered",
    "deliveredtonetwork": "sent",
    "messagewaiting": "sent",
    "deliveryuncertain": "sent",
    "deliveryimpossible": "failed",
}


def read(config: Mapping[str, str], came: Delivered, now: datetime) -> tuple[Event, ...]:
    """One event for each receipt or answer of the payload. Raises Unreadable."""
    try:
        told = read_json(came.body)
    except UnreadableJson as fault:
        raise Unreadable(fault.reason_fr) from None
    receipts = told.many("deliveryInfoNotification")
    answers = told.many("inboundSMSMessageNotification")
    found = [_receipt(each, info) for each in receipts for info in each.many("deliveryInfo")]
    found += [_answer(one) for each in answers for one in each.many("inboundSMSMessage")]
    if not found and not receipts and not answers:
        raise Unreadable("Cet avis d’Orange n’est ni un accusé, ni une réponse.")
    return tuple(found)


def _receipt(notice: Record, info: Record) -> Event:
    """`callbackData` is the last part of the `resourceURL` that was given when the text was taken."""
    sent = notice.text("callbackData").rstrip("/").rpartition("/")[2]
    said = info.text("deliveryStatus")
    state = _STATES.get(said.lower())
    if state is None or not sent:
        return UnknownCame(external_id=identity(sent, said), what=f"deliveryStatus {said[:40]}")
    detail = "Orange n’a pas pu remettre le SMS." if state == "failed" else ""
    return StatusCame(external_id=identity(sent, said), message=sent, state=state, detail=detail)


def _answer(one: Record) -> Event:
    """Without a `messageId`, who said what and when tells two answers apart."""
    sender, text, at = one.text("senderAddress"), one.text("message"), one.text("dateTime")
    number = international(sender)
    return MessageCame(
        external_id=identity(one.text("messageId") or digest(sender, at, text)),
        at=_time(at),
        sender=Person((Point("phone", number),)) if number else Person((), sender.removeprefix("tel:")),
        text=text,
        verdict="" if number else "to_check",
        doubt="" if number else "Écrit sans numéro : on ne peut pas lui répondre.",
    )


def _time(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


INBOUND = Inbound(read=read, states=frozenset({"sent", "delivered", "failed"}))
