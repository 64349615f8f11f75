"""The provider passes on a choice of the person: their own act, with its proof (C18, C52)."""

from kaye.actions.consent import choose
from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.identify import holders, identify
from kaye.records.models import Consent, ContactPoint
from kaye.rules.ports.inbound import ConsentSaid


def apply(ground: Ground, event: ConsentSaid, identity: str) -> Applied:
    """It binds the point for all who share it (C22)."""
    points = _points(ground, event)
    at = ground.when(event)
    for point in points:
        told = Consent.objects.filter(point=point, purpose=event.purpose, how="provider")
        if told.filter(at__gt=at).exists():  # the latest choice counts, whatever came first (C12)
            continue
        choose(
            business=ground.business,
            customer=point.customer,
            point=point,
            purpose=event.purpose,
            state="opted_in" if event.agreed else "opted_out",
            how="provider",
            words=event.words[:300],
            source=ground.channel,
            now=at,
        )
    if not points:
        return Applied("ignored", "on ne sait pas de qui il s'agit")
    return Applied(customer=points[0].customer)


def _points(ground: Ground, event: ConsentSaid) -> list[ContactPoint]:
    first = event.person.points[:1]
    if not first:
        return []
    if held := holders(ground.business, first):
        return held
    whose = identify(business=ground.business, person=event.person, now=ground.received_at)
    return [whose.point] if whose.point else []
