"""Σ payments = Σ allocations + what settles nothing yet; no balance below zero (I9)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, Sum

from kaye.records.models import Allocation, Business, Instalment, Payment


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Payments that settle more than they bring, settle another customer's debt, and debts paid beyond their amount."""
    shared = Payment.objects.filter(business=business).annotate(used=Sum("allocations__amount"))
    too_much = Q(amount__gte=0, used__gt=F("amount")) | Q(amount__lt=0, used__lt=F("amount"))
    wrong_way = Q(amount__gte=0, used__lt=0) | Q(amount__lt=0, used__gt=0)
    for pk, amount, used in _rows(shared.filter(too_much | wrong_way), "id", "amount", "used"):
        yield f"Le paiement {pk} de {amount} règle {used}."
    strangers = Allocation.objects.filter(business=business, payment__customer__isnull=False).exclude(
        payment__customer=F("instalment__customer")
    )
    for pk, instalment in _rows(strangers, "payment_id", "instalment_id"):
        yield f"Le paiement {pk} règle la tranche {instalment}, qui est à un autre client."
    beyond = Instalment.objects.filter(business=business).filter(
        Q(paid__lt=0) | Q(paid__gt=F("amount")) | Q(amount__lt=0)
    )
    for pk, amount, paid in _rows(beyond, "id", "amount", "paid"):
        yield f"La tranche {pk} de {amount} est payée {paid}."


def _rows(query, *fields):  # type: ignore[no-untyped-def]
    return query.order_by("id").values_list(*fields).iterator(chunk_size=1000)
