"""A mail that says to come from the business itself: never ours, never a command, nobody's (C26)."""

from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.tasks import ask
from kaye.records.models import Member
from kaye.rules.ports.inbound import MessageCame

_DETAIL = 280


def is_ours(ground: Ground, event: MessageCame) -> bool:
    """From the account's own address, the business's, a member's, or from nobody at all."""
    addresses = {point.value.lower() for point in event.sender.points if point.kind == "email"}
    if not addresses:
        return not event.sender.points
    own = {ground.config.get(name, "").lower() for name in ("address", "from_address", "user", "imap_user")}
    own.add(ground.business.email.lower())
    if addresses & own:
        return True
    members = Member.objects.filter(business=ground.business)
    return bool(addresses & {each.lower() for each in members.values_list("user__email", flat=True) if each})


def set_aside(ground: Ground, event: MessageCame, identity: str) -> Applied:
    """Shown once as « à vérifier », with its first words; no customer, no request, no effect."""
    said = " ".join(f"{event.subject} : {event.text}".split())
    ask(
        business=ground.business,
        kind="to_check",
        key=f"mail:{identity}",
        text=f"E-mail à vérifier : {event.doubt or 'il dit venir de votre propre adresse.'}",
        detail=said[:_DETAIL],
        now=ground.now,
    )
    return Applied(reason="à vérifier : il dit venir de votre propre adresse")
