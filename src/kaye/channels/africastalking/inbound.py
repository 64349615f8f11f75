"""What Africa's Talking posts: reports, answers, opt-outs (developers.africastalking.com/docs/sms/notifications).

Form-encoded and unsigned: the address of the hook, which only they and the owner know, is the proof.
"""

from collections.abc import Mapping
from datetime import datetime

from kaye.net.forms import read_form
from kaye.net.identity import digest, identity
from kaye.net.json import Record
from kaye.rules.phones import international
from kaye.rules.ports.http import Unreadable as UnreadableForm
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
    "submitted": "accepted",
    "buffered": "sent",
    "sent": "sent",
    "success": "delivered",
    "delivered": "delivered",
    "rejected": "failed",
    "failed": "failed",
    "absentsubscriber": "failed",
    "expired": "failed",
}
_ABOUT = {
    "UserInBlackList": "stopped",
    "UserDoesNotExist": "address",
    "UserIsInactive": "address",
    "UserAccountSuspended": "address",
    "NotNetworkSubcriber": "address",
    "InsufficientCredit": "account",
}


def read(config: Mapping[str, str], came: Delivered, now: datetime) -> tuple[Event, ...]:
    """One event: the fields tell which notice it is. Raises Unreadable."""
    try:
        form = read_form(came.body)
    except UnreadableForm as fault:
        raise Unreadable(fault.reason_fr) from None
    if "from" in form.values and "text" in form.values:
        return (_message(form),)
    if form.text("id") and "status" in form.values:
        return (_report(form),)
    if form.text("phoneNumber") and "senderId" in form.values:
        return (_opt_out(form, now),)
    if form.text("phoneNumber") and form.text("updateType"):
        return (
            UnknownCame(
                external_id=digest(*sorted(f"{name}={form.text(name)}" for name in form.values)),
                what="premium subscription",
            ),
        )
    raise Unreadable("Cet avis d’Africa’s Talking n’est pas de ceux qu’il publie.")


def _message(form: Record) -> Event:
    sender, text = form.text("from"), form.text("text")
    person = _person(sender)
    return MessageCame(
        external_id=identity(form.text("id") or digest(sender, form.text("date"), text)),
        at=_time(form.text("date")),
        sender=person,
        text=text,
        verdict="" if person.points else "to_check",
        doubt="" if person.points else "Écrit sans numéro : on ne peut pas lui répondre.",
    )


def _report(form: Record) -> Event:
    sent, said = form.text("id"), form.text("status")
    state = _STATES.get(said.replace(" ", "").lower())
    if state is None:
        return UnknownCame(external_id=identity(sent, said), what=f"status {said[:40]}")
    reason = form.text("failureReason")[:60]
    why = f"L’opérateur n’a pas remis le SMS{f' ({reason})' if reason else ''}."
    return StatusCame(
        external_id=identity(sent, said),
        message=sent,
        state=state,
        about=_ABOUT.get(reason, "") if state == "failed" else "",
        detail=why if state == "failed" else "",
    )


def _opt_out(form: Record, now: datetime) -> Event:
    """The notice has no number of its own: one for each person, sender and day."""
    phone = form.text("phoneNumber")
    return ConsentSaid(
        external_id=identity("optout", form.text("senderId"), phone, f"{now:%Y-%m-%d}"),
        person=_person(phone),
        agreed=False,
    )


def _person(written: str) -> Person:
    number = international(written)
    return Person((Point("phone", number),)) if number else Person((), written)


def _time(written: str) -> datetime | None:
    """Only where it says its zone."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else None


INBOUND = Inbound(read=read, states=frozenset({"accepted", "sent", "delivered", "failed"}))
