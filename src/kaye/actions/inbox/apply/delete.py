"""Taken back by who wrote it: hidden, and nothing is undone, a stop least of all (C16)."""

from kaye.actions.inbox.ground import Applied, Ground, waiting
from kaye.actions.inbox.settle import settle
from kaye.records.models import InboxMessage
from kaye.rules.ports.inbound import MessageDeleted


def apply(ground: Ground, event: MessageDeleted, identity: str) -> Applied:
    """The text stays in the row, for the owner, until retention."""
    target = ground.identity(event.message)
    message = InboxMessage.objects.filter(business=ground.business, identity=target).first()
    if message is None:
        return waiting(target)
    at = ground.when(event)
    if message.deleted_at is None or at < message.deleted_at:
        message.deleted_at = at
        message.save(update_fields=["deleted_at"])
        settle(message.thread, ground.now)
    return Applied(message=message, customer=message.customer)
