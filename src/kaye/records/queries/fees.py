"""The fee ledger as people ask about it. Never inside a balance (M25)."""

from dataclasses import dataclass

from django.db.models import F, Sum

from kaye.records.models import Customer, Event, Fee, Payment, Receivable

PAID, UNPAID = "fees_paid", "fees_unpaid"  # the events that tell them


@dataclass(frozen=True, slots=True)
class FeeSums:
    """Minor units. `claimed`: asked and not waived; `left`: of those, what is not paid."""

    claimed: int
    paid: int
    waived: int

    @property
    def left(self) -> int:
        return self.claimed - self.paid


def fees_of_customer(customer: Customer) -> FeeSums:
    """All the debts of this customer."""
    return _sums(list(Fee.objects.filter(customer=customer)))


def fees_of_debt(receivable: Receivable) -> FeeSums:
    """One debt."""
    return _sums(list(Fee.objects.filter(receivable=receivable)))


def fees_paid(customer: Customer) -> int:
    """What payments of this customer settled beside the debts: no credit any more."""
    return Fee.objects.filter(customer=customer, paid__gt=0).aggregate(total=Sum(F("paid")))["total"] or 0


def fee_parts(payment: Payment) -> list[tuple[int, int]]:
    """(fee, amount) that this payment pays now."""
    if not Fee.objects.filter(customer=payment.customer_id).exists():
        return []
    events = Event.objects.filter(
        customer=payment.customer_id, kind__in=(PAID, UNPAID), payload__payment=payment.pk
    )
    net: dict[int, int] = {}
    for kind, said in events.order_by("id").values_list("kind", "payload"):
        for fee, part in said["fees"]:
            net[fee] = net.get(fee, 0) + (part if kind == PAID else -part)
    return [(fee, part) for fee, part in sorted(net.items()) if part]


def fees_taken(payment: Payment) -> int:
    """What of this payment went to fees."""
    return sum(part for _, part in fee_parts(payment)) if payment.customer_id else 0


def _sums(fees: list[Fee]) -> FeeSums:
    asked = sum(fee.amount if fee.waived_at is None else fee.paid for fee in fees)
    paid = sum(fee.paid for fee in fees)
    return FeeSums(asked, paid, sum(fee.amount - fee.paid for fee in fees if fee.waived_at is not None))
