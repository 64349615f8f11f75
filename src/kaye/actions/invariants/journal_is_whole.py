"""The chain of money events is whole, and tells every payment (I11)."""

from collections.abc import Iterator
from datetime import datetime

from kaye.records.journal import verify
from kaye.records.models import Business, Event, Payment


def violations(business: Business, now: datetime) -> Iterator[str]:
    """An edit, a removal, a swap; a payment written behind the journal's back."""
    yield from verify(business)
    payments = Payment.objects.filter(business=business).count()
    money = Event.objects.filter(business=business, seq__isnull=False)
    if payments and not money.exists():
        yield f"Journal : {payments} paiement(s) et aucune écriture."
