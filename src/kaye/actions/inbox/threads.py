"""The one thread of a customer, over all channels (C28)."""

from datetime import datetime

from kaye.records.models import Customer, Thread


def thread_of(customer: Customer, now: datetime) -> Thread:
    """Opened with the first thing said. In the caller's transaction, under its lock."""
    thread, _ = Thread.objects.get_or_create(
        customer=customer, defaults={"business": customer.business, "last_at": now, "created_at": now}
    )
    return thread
