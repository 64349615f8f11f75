"""The last time something happened with a customer: what lists are sorted by."""

from collections.abc import Iterable
from datetime import datetime

from kaye.records.models import Customer


def touch(customer_ids: Iterable[int], now: datetime) -> None:
    """These customers were active now; an older `now` (a past typed today) changes nothing."""
    Customer.objects.filter(pk__in=list(customer_ids), last_activity_at__lt=now).update(last_activity_at=now)
