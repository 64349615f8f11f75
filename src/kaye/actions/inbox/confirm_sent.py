"""A message left as one tap was sent by hand."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.after_reply import after_reply
from kaye.actions.inbox.carry import REPLY
from kaye.records.journal import append
from kaye.records.models import Business, OutgoingMessage


def confirm_sent(*, business: Business, message: OutgoingMessage, now: datetime, by: str = "") -> None:
    """The person tapped and sent it. Twice changes nothing."""
    rows = OutgoingMessage.objects.filter(business=business, pk=message.pk, state="proposed")
    with transaction.atomic():
        if rows.update(state="sent", sent_at=now):
            said = {"message": message.pk, "key": message.key}
            append(
                business=business,
                kind="message_tapped",
                at=now,
                payload=said,
                customer=message.customer,
                by=by,
            )
            if message.family == REPLY:  # tapped and sent: an answer
                after_reply(business, message.pk, now)
