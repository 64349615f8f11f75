"""The same person under a new number: the new one is added, the old one is former (C18)."""

from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.identify import holders, identify, keep_point
from kaye.actions.inbox.proposals import propose
from kaye.actions.point import index_customer
from kaye.records.journal import append
from kaye.rules.ports.inbound import IdentityChanged, Person


def apply(ground: Ground, event: IdentityChanged, identity: str) -> Applied:
    """Nobody under the old point: a card of the new one. Somebody else under the new one: a merge is proposed."""
    held = {each.customer_id: each for each in holders(ground.business, [event.old])}
    if len(held) != 1:
        if held:
            return Applied("ignored", "plusieurs clients ont l'ancien numéro")
        whose = identify(business=ground.business, person=Person((event.new,)), now=ground.received_at)
        return Applied(customer=whose.customer)
    (old,) = held.values()
    customer = old.customer
    others = [
        each.customer for each in holders(ground.business, [event.new]) if each.customer_id != customer.pk
    ]
    for other in others:
        propose(
            business=ground.business,
            one=customer,
            other=other,
            because="a changé pour le même numéro",
            now=ground.now,
        )
    if not others:
        keep_point(customer, event.new, ground.received_at)
    old.former_at = ground.received_at
    old.save(update_fields=["former_at"])
    index_customer(customer)
    said = {"old": event.old.value, "new": event.new.value}
    append(
        business=ground.business,
        kind="point_moved",
        at=ground.now,
        customer=customer,
        payload=said,
        by="fournisseur",
    )
    return Applied(customer=customer)
