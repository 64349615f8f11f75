"""Money beyond every principal pays the fees that were claimed, the oldest first (M51)."""

from datetime import datetime

from django.db.models import F

from kaye.records.journal import append
from kaye.records.models import Business, Customer, Fee, Payment
from kaye.records.queries.fees import PAID, UNPAID, fee_parts


def settle_fees(
    *,
    business: Business,
    customer: Customer,
    payment: Payment,
    excess: int,
    now: datetime,
    by: str = "",
) -> int:
    """Put `excess`, in minor units, on claimed fees; returns what they took. In the caller's transaction.

    To be called only when the customer owes no principal any more: the rest is credit.
    """
    said, left = [], excess
    for fee in Fee.objects.filter(customer=customer, waived_at=None, paid__lt=F("amount")).order_by(
        "claimed_on", "pk"
    ):
        part = min(left, fee.amount - fee.paid)
        if part <= 0:
            break
        Fee.objects.filter(pk=fee.pk).update(paid=F("paid") + part)
        said.append([fee.pk, part])
        left -= part
    if said:
        _write(business, customer, payment, PAID, said, now, by)
    return excess - left


def unsettle_fees(
    *, business: Business, customer: Customer, payment: Payment, now: datetime, by: str = ""
) -> int:
    """This payment is taken back: its fees are owed again. Returns what they had taken."""
    parts = fee_parts(payment)
    for fee, part in parts:
        Fee.objects.filter(pk=fee).update(paid=F("paid") - part)
    if parts:
        _write(business, customer, payment, UNPAID, [list(each) for each in parts], now, by)
    return sum(part for _, part in parts)


def _write(
    business: Business,
    customer: Customer,
    payment: Payment,
    kind: str,
    said: list[list[int]],
    now: datetime,
    by: str,
) -> None:
    append(
        business=business,
        kind=kind,
        at=now,
        customer=customer,
        payload={"payment": payment.pk, "fees": said},
        by=by,
        money=True,
    )
