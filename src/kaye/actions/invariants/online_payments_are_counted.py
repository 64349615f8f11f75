"""What a provider says is paid is one payment of the same amount, and nothing else made one (M41)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from kaye.records.models import Business, ProviderPayment

_PAID = ("paid", "refunded", "disputed")


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Money said and not written, written and not said, or another amount."""
    rows = ProviderPayment.objects.filter(business=business)
    wrong = rows.filter(
        Q(state="paid", payment=None)
        | (Q(payment__isnull=False) & ~Q(state__in=_PAID))
        | (Q(payment__isnull=False) & ~Q(payment__amount=F("amount")))
    )
    for payment in wrong.order_by("id").iterator(chunk_size=500):
        yield f"Le paiement en ligne {payment.reference} ne correspond pas à l'argent noté."
