"""Whether a payment is a person's own work of the day: what staff may take back alone (M56)."""

from datetime import datetime

from kaye.records.calendars import local_day
from kaye.records.models import Business, Event, Payment


def reversal_right(business: Business, payment: Payment, who: str, now: datetime) -> str:
    """The right needed to reverse it: « reverse_own » or « reverse » (rules/rights.py)."""
    if local_day(business, payment.created_at) != local_day(business, now):
        return "reverse"
    wrote = Event.objects.filter(
        business=business, customer=payment.customer, at=payment.created_at, by__iexact=who
    )
    mine = any(event.payload.get("payment") == payment.pk for event in wrote)
    return "reverse_own" if mine else "reverse"
