"""Every recipient of a campaign is in one state, and the outbox says the same (C58)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from kaye.records.models import Business, Recipient


def violations(business: Business, now: datetime) -> Iterator[str]:
    """A waiting one has no message, a queued or sent one has the message that says so."""
    rows = Recipient.objects.filter(business=business).select_related("campaign")
    faults = (
        (rows.filter(state="waiting").exclude(outgoing=None), "attend alors qu'un message est écrit"),
        (rows.filter(state__in=("queued", "uncertain"), outgoing=None), "est en route sans message"),
        (rows.filter(state="sent").exclude(outgoing__state__in=("sent",)), "est dit parti, pas son message"),
    )
    for wrong, words in faults:
        for each in wrong.exclude(customer=None).order_by("pk")[:20]:
            yield f"campagne « {each.campaign.name} » : le destinataire {each.pk} {words}"
    twice = (
        rows.exclude(state="skipped").values("campaign", "campaign__name", "address").annotate(n=Count("pk"))
    )
    for found in twice.filter(n__gt=1).order_by()[:20]:
        yield f"campagne « {found['campaign__name']} » : {found['address']} y est {found['n']} fois"
