"""An emoji on a message: shown with it, and nothing else (C17)."""

from kaye.actions.inbox.ground import Applied, Ground, waiting
from kaye.actions.inbox.own import own_message
from kaye.records.models import InboxMessage
from kaye.rules.ports.inbound import ReactionCame

_LONGEST = 16


def apply(ground: Ground, event: ReactionCame, identity: str) -> Applied:
    """By whom: the first point of who reacts. The latest counts; empty takes it away."""
    target = ground.identity(event.message)
    message = InboxMessage.objects.filter(business=ground.business, identity=target).first()
    if message is None and (sent := own_message(ground, event.message)) is not None:
        message = InboxMessage.objects.filter(outgoing=sent).first()
        if message is None:
            return Applied(reason="sur un message automatique", customer=sent.customer)
    if message is None:
        return waiting(target)
    who = event.sender.points[0].value if event.sender.points else "?"
    at = ground.when(event)
    known = message.reactions.get(who)
    if not known or known["at"] <= at.isoformat():
        message.reactions = {
            **message.reactions,
            who: {"emoji": event.emoji[:_LONGEST], "at": at.isoformat()},
        }
        message.save(update_fields=["reactions"])
    return Applied(message=message, customer=message.customer)
