"""What we sent, found by what others call it."""

from kaye.actions.inbox.ground import Ground
from kaye.records.models import OutgoingMessage


def own_message(ground: Ground, external_id: str, key: str = "") -> OutgoingMessage | None:
    """By the provider's id; else by our own key, when the provider gives it back."""
    mine = OutgoingMessage.objects.filter(business=ground.business, channel=ground.channel)
    named = mine.filter(provider_ref=external_id[:200], delivery__gt="")  # the words of its index
    if external_id and (found := named.first()) is not None:
        return found
    head = f"{ground.business.slug}:"
    if key.startswith(head):
        return mine.filter(key=key.removeprefix(head)[:120]).first()
    return None
