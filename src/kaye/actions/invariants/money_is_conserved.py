"""Σ payments = Σ allocations + what settles nothing yet; no balance and no credit below zero (I9, M25)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, Sum

from kaye.records.models import Allocation, Business, Fee, Instalment, Payment, Reduction


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Payments that settle more than they bring, settle another customer's debt, and debts paid beyond their amount."""
    shared = Payment.objects.filter(business=business).annotate(used=Sum("allocations__amount"))
    too_much = Q(amount__gte=0, used__gt=F("amount")) | Q(amount__lt=0, used__lt=F("amount"))
    wrong_way = Q(amount__gte=0, used__lt=0) | Q(amount__lt=0, used__gt=0)
    for pk, amount, used in _rows(shared.filter(too_much | wrong_way), "id", "amount", "used"):
        yield f"Le paiement {pk} de {amount} règle {used}."
    yield from _uncounted(business)
    yield from _credits(business)
    yield from _reductions(business)
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


def _uncounted(business: Business) -> Iterator[str]:
    """A cheque not cleared, or that came back, settles nothing; a refund neither (M27, M28)."""
    silent = Payment.objects.filter(business=business, allocations__isnull=False)
    for pk, state in _rows(silent.exclude(state="done").distinct(), "id", "state"):
        yield f"Le paiement {pk} ne compte pas ({state}) et règle quelque chose."
    for (pk,) in _rows(silent.filter(kind="refund").distinct(), "id"):
        yield f"Le remboursement {pk} règle quelque chose."


def _credits(business: Business) -> Iterator[str]:
    """Nobody was given back, or paid fees with, more than what was on account."""
    done = Payment.objects.filter(business=business, state="done", customer__isnull=False).order_by()
    paid = done.values_list("customer").annotate(total=Sum("amount"))
    settled = Allocation.objects.filter(business=business, payment__customer__isnull=False).order_by()
    used = dict(settled.values_list("payment__customer").annotate(total=Sum("amount")))
    fees = Fee.objects.filter(business=business, paid__gt=0).order_by()
    for customer, total in fees.values_list("customer").annotate(total=Sum("paid")):
        used[customer] = used.get(customer, 0) + total
    for customer, total in paid.order_by("customer").iterator(chunk_size=1000):
        if total < used.get(customer, 0):
            yield f"L'avance du client {customer} est de {total - used[customer]}."


def _reductions(business: Business) -> Iterator[str]:
    """A reverse row is the exact opposite of its own, on the same instalment."""
    rows = Reduction.objects.filter(business=business, reverses__isnull=False)
    wrong = rows.exclude(amount=-F("reverses__amount"), instalment=F("reverses__instalment"))
    for (pk,) in _rows(wrong, "id"):
        yield f"La réduction {pk} n'est pas le contraire de celle qu'elle annule."


def _rows(query, *fields):  # type: ignore[no-untyped-def]
    return query.order_by("id").values_list(*fields).iterator(chunk_size=1000)
