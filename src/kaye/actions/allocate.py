"""Share a payment over debts."""

from collections.abc import Iterable

from kaye.records.models import Allocation, Instalment, Payment


def allocate(*, payment: Payment, amount: int, instalments: Iterable[Instalment]) -> list[Allocation]:
    """Settle these instalments in this order with `amount`; what remains stays unallocated (R20, M24).

    Their `paid` is not written: the caller recounts.
    """
    rows, left = [], amount
    for instalment in instalments:
        part = min(left, instalment.amount - instalment.paid)
        if part <= 0:
            continue
        rows.append(
            Allocation(business_id=payment.business_id, payment=payment, instalment=instalment, amount=part)
        )
        left -= part
    return Allocation.objects.bulk_create(rows)
