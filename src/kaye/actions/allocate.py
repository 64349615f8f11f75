"""Share a payment over debts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kaye.records.models import Allocation, Instalment, Payment, Reduction
from kaye.rules.documents.allocation import OpenDebt
from kaye.rules.documents.allocation import allocate as share


@dataclass(frozen=True, slots=True)
class Allocated:
    """Minor units. `rounding`: forgiven because less than one coin was left; `left`: settles nothing."""

    rows: tuple[Allocation, ...]
    rounding: int
    left: int


def allocate(
    *,
    payment: Payment,
    amount: int,
    instalments: Iterable[Instalment],
    cash_step: int = 1,
    disputed: Mapping[int, int] | None = None,
    made_at: datetime | None = None,
) -> Allocated:
    """Settle these instalments in this order with `amount`; what remains stays unallocated (R20, M24).

    `cash_step` above 1 forgives a remainder under it (M6); `disputed`: instalment -> the part not to be touched.
    `made_at`: when later than the payment. Their `paid` is not written: the caller recounts.
    """
    barred = disputed or {}
    open_ones = {
        str(each.pk): (
            each,
            OpenDebt(
                ref=str(each.pk),
                due_on=each.due_on or date.max,
                balance=each.amount - each.paid,
                number=f"{rank:06}",
                disputed=barred.get(each.pk, 0),
            ),
        )
        for rank, each in enumerate(instalments)
        if each.amount > each.paid
    }
    shared = share(amount, [debt for _, debt in open_ones.values()], cash_step=cash_step)
    rows = []
    for part in shared.shares:
        instalment = open_ones[part.ref][0]
        rows.append(_allocation(payment, instalment, part.amount, made_at))
        if part.rounding:
            _forgive(payment, instalment, part.rounding, made_at)
    written = Allocation.objects.bulk_create(rows)
    return Allocated(tuple(written), sum(part.rounding for part in shared.shares), shared.unallocated)


def _allocation(
    payment: Payment, instalment: Instalment, amount: int, made_at: datetime | None
) -> Allocation:
    return Allocation(
        business_id=payment.business_id,
        payment=payment,
        instalment=instalment,
        amount=amount,
        made_at=made_at,
    )


def _forgive(payment: Payment, instalment: Instalment, amount: int, made_at: datetime | None) -> None:
    """« Arrondi »: no coin is small enough to pay it."""
    Reduction.objects.create(
        business_id=payment.business_id,
        instalment=instalment,
        customer_id=instalment.customer_id,
        kind="rounding",
        amount=amount,
        on=payment.received_on,
        reason="arrondi",
        payment=payment,
        created_at=made_at or payment.created_at,
    )
