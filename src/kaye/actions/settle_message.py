"""Say what became of a message that is no follow-up: not to be sent, or left or not when nobody knows."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.after_reply import after_reply
from kaye.actions.inbox.carry import REPLY
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Campaign, OutgoingMessage

CAMPAIGN = "campaign"  # the family of its messages
ASKING = ("uncertain", "failed")


def cancel_message(*, business: Business, message: OutgoingMessage, now: datetime, by: str = "") -> None:
    """A message that waits for a tap will not be sent. Raises Refusal once it has left."""
    with transaction.atomic():
        lock(business)
        message.refresh_from_db()
        if message.state == "cancelled":
            return
        if message.state != "proposed":
            raise Refusal("Ce message n'attend plus : il est déjà parti.")
        _write(business, message, "cancelled", "message_cancelled", now, by)


def settle_message(
    *, business: Business, message: OutgoingMessage, left: bool, now: datetime, by: str = ""
) -> None:
    """A person looked: it has left, or not. Raises Refusal for a follow-up, which has its own way, or when known."""
    with transaction.atomic():
        lock(business)
        message.refresh_from_db()
        if message.state not in ASKING or message.item:
            raise Refusal("On sait déjà ce que ce message est devenu.")
        if left:
            message.sent_at = message.handed_at or now
        state = "sent" if left else "cancelled"
        _write(business, message, state, "message_settled", now, by)


def _write(
    business: Business, message: OutgoingMessage, state: str, kind: str, now: datetime, by: str
) -> None:
    key, message.state = message.key, state
    if message.family == CAMPAIGN and state == "cancelled":
        message.key = f"{key}#{message.pk}"  # it may be written again for the same person
    message.save(update_fields=["state", "sent_at", "key"])
    if message.family == CAMPAIGN:  # its turn counts it again
        rows = Campaign.objects.filter(recipients__outgoing=message)
        rows.exclude(state="paused").update(next_at=now)
    said = {"message": message.pk, "key": key, "state": state}
    append(business=business, kind=kind, at=now, customer=message.customer, payload=said, by=by)
    if message.family == REPLY:
        after_reply(business, message.pk, now)
