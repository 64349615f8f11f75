"""The fee ledger as people ask about it. Never inside a balance (M25)."""

from dataclasses import dataclass

from django.db.models import F, Sum

from kaye.records.models import Customer, Fee, Receivable


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


def _sums(fees: list[Fee]) -> FeeSums:
    asked = sum(fee.amount if fee.waived_at is None else fee.paid for fee in fees)
    paid = sum(fee.paid for fee in fees)
    return FeeSums(asked, paid, sum(fee.amount - fee.paid for fee in fees if fee.waived_at is not None))
