"""Raw notices of payment providers are kept 90 days; what they led to is kept for ever elsewhere."""

from datetime import datetime, timedelta

from kaye.records.models import Business, ProviderNotice

KEPT = timedelta(days=90)


def forget_notices(*, business: Business, now: datetime) -> int:
    """How many were erased."""
    count, _ = ProviderNotice.objects.filter(business=business, received_at__lt=now - KEPT).delete()
    return count
