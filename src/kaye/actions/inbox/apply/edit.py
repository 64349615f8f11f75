"""The customer corrected a message: the earlier texts stay, the new one is understood again (C16)."""

from kaye.actions.inbox.ground import Applied, Ground, waiting
from kaye.actions.inbox.hear import hear_edit
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.write_message import searched
from kaye.records.models import InboxMessage
from kaye.rules.ports.inbound import MessageEdited


def apply(ground: Ground, event: MessageEdited, identity: str) -> Applied:
    """The latest edit is the text, whatever came first."""
    target = ground.identity(event.message)
    message = InboxMessage.objects.filter(business=ground.business, identity=target).first()
    if message is None:
        return waiting(target)
    at = ground.when(event)
    if message.edited_at is not None and at < message.edited_at:
        message.earlier = [*message.earlier, event.text]
        message.save(update_fields=["earlier"])
        return Applied(
            reason="une correction plus récente est déjà là", message=message, customer=message.customer
        )
    message.earlier = [*message.earlier, message.text]
    message.text, message.edited_at = event.text, at
    message.search = searched(message.text, message.subject)
    message.save(update_fields=["earlier", "text", "edited_at", "search"])
    if message.direction == "in" and not message.history:
        hear_edit(message=message, now=ground.now)
    else:
        settle(message.thread, ground.now)
    return Applied(message=message, customer=message.customer)
