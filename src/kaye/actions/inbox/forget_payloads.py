"""Raw payloads are kept 90 days; the identities of their events for ever, so that nothing is applied twice (C5)."""

from datetime import datetime, timedelta

from kaye.records.models import Business, RawPayload

KEPT = timedelta(days=90)


def forget_payloads(*, business: Business, now: datetime) -> int:
    """How many were erased; one that was never processed stays, for a person to see."""
    old = RawPayload.objects.filter(business=business, received_at__lt=now - KEPT).exclude(state="stored")
    count = old.count()
    old.delete()
    return count
