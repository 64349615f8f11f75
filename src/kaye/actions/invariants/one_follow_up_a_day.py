"""Nobody gets two follow-ups on one day, nor does one address under two names (F4, R17)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from kaye.records.models import Business, OutgoingMessage

_LIVE = ("due", "leased", "handing", "uncertain", "sent")


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Customers and addresses written to twice on a day; by address only what left by itself counts.

    A paper, a receipt, the trace of an agreement answer the customer's own act: they carry no item.
    """
    live = (
        OutgoingMessage.objects.filter(business=business, state__in=_LIVE)
        .exclude(purpose="internal")
        .exclude(item="")
        .order_by()
    )
    by_customer = live.exclude(customer=None).values_list("customer_id", "local_date").annotate(n=Count("id"))
    for customer, day, count in by_customer.filter(n__gt=1).iterator(chunk_size=1000):
        yield f"Le client {customer} a {count} relances le {day:%d/%m/%Y}."
    alone = live.filter(handed_at__isnull=False).exclude(address="")
    by_address = alone.values_list("address", "local_date").annotate(n=Count("customer_id", distinct=True))
    for address, day, count in by_address.filter(n__gt=1).iterator(chunk_size=1000):
        yield f"L'adresse {address} a reçu {count} relances le {day:%d/%m/%Y}."
