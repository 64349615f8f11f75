"""Something the owner must know about a channel."""

from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.tasks import ask
from kaye.channels.registry import channel
from kaye.records.models import ChannelAccount
from kaye.rules.ports.inbound import AccountNews


def apply(ground: Ground, event: AccountNews, identity: str) -> Applied:
    """One task; when nothing more may leave, the channel says so."""
    label = channel(ground.channel).label
    if event.stops:
        ChannelAccount.objects.filter(pk=ground.account.pk).update(trouble=event.detail[:300])
    ask(
        business=ground.business,
        kind="channel",
        key=f"canal:{ground.channel}:{identity[:40]}",
        text=f"{label} : {event.detail}",
        now=ground.now,
        owner_only=True,
    )
    return Applied()
