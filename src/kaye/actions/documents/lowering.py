"""Lower a debt without money, in the caller's transaction: what was paid becomes the customer's credit (M22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.models import Allocation, Document, Instalment, Receivable, Reduction
from kaye.records.sums import recount


@dataclass(frozen=True, slots=True)
class Lowered:
    """`from_balance`: what was still owed; `credit`: what goes back to the customer's account. Minor units."""

    from_balance: int
    credit: int


def lower(
    *,
    receivables: Iterable[Receivable],
    amount: int,
    on: date,
    now: datetime,
    document: Document | None,
    reason: str,
    kind: str = "credit_note",
) -> Lowered:
    """`amount` off these debts: what is owed, the oldest first; then what was paid or given up, the newest first."""
    debts = list(receivables)
    rows = [each for debt in debts for each in debt.instalments.order_by("due_on", "number", "pk")]
    left = amount
    for each in rows:
        owed = 0 if each.replaced_at else each.amount - each.paid
        if taken := min(left, owed):
            _reduce(each, taken, kind, on, now, document, reason)
            left -= taken
    from_balance = amount - left
    freed = 0
    for each in reversed(rows):
        if not left:
            break
        paid = _free(each, left, now)
        lost = _take_back(each, left - paid, on, now)
        if paid + lost:
            _reduce(each, paid + lost, kind, on, now, document, reason)
        left, freed = left - paid - lost, freed + paid
    if debts:
        recount(debts[0].business, [debts[0].customer_id])
    return Lowered(from_balance, freed)


def _reduce(
    row: Instalment, amount: int, kind: str, on: date, now: datetime, document: Document | None, reason: str
) -> None:
    Reduction.objects.create(
        business_id=row.business_id,
        instalment=row,
        customer_id=row.customer_id,
        kind=kind,
        amount=amount,
        on=on,
        reason=reason[:300],
        document=document,
        created_at=now,
    )


def _free(row: Instalment, most: int, now: datetime) -> int:
    """Payments of this instalment settle it no more, up to `most`; the newest first."""
    nets = Allocation.objects.filter(instalment=row).values_list("payment").annotate(net=Sum("amount"))
    left = most
    for payment, net in sorted(nets, reverse=True):
        if taken := min(left, max(net, 0)):
            business = row.business_id
            Allocation.objects.create(
                business_id=business, payment_id=payment, instalment=row, amount=-taken, made_at=now
            )
            left -= taken
    return most - left


def _take_back(row: Instalment, most: int, on: date, now: datetime) -> int:
    """What had been given up on this instalment is no more: the credit note takes its place."""
    left = most
    lost = Reduction.objects.filter(
        instalment=row, kind__in=("write_off", "rounding"), reversed_by=None, reverses=None
    )
    for each in lost.order_by("-pk"):
        if not left:
            break
        taken = min(left, each.amount)
        Reduction.objects.create(
            business_id=row.business_id,
            instalment=row,
            customer_id=row.customer_id,
            kind=each.kind,
            amount=-each.amount,
            on=on,
            reason=each.reason,
            reverses=each,
            created_at=now,
        )
        if taken < each.amount:
            Reduction.objects.create(
                business_id=row.business_id,
                instalment=row,
                customer_id=row.customer_id,
                kind=each.kind,
                amount=each.amount - taken,
                on=each.on,
                reason=each.reason,
                payment=each.payment,
                created_at=now,
            )
        left -= taken
    return most - left


def lower_imported(
    *, receivable: Receivable, number: str, amount: int, on: date, now: datetime, by: str = ""
) -> bool:
    """A credit note of another software takes this off its invoice, once per number (M23). False: already done.

    In the caller's transaction. Raises Refusal when it exceeds the invoice.
    """
    reason = f"avoir {number}"
    reduced = Reduction.objects.filter(instalment__receivable=receivable, kind="credit_note")
    if reduced.filter(reason=reason).exists():
        return False
    credited = reduced.aggregate(total=Sum("amount"))["total"] or 0
    if amount + credited > receivable.total:
        raise Refusal(f"L'avoir {number} dépasse la facture {receivable.reference} : vérifiez son montant.")
    done = lower(receivables=[receivable], amount=amount, on=on, now=now, document=None, reason=reason)
    business = receivable.business
    append(
        business=business,
        kind="credit_note_imported",
        at=now,
        customer=receivable.customer,
        payload={
            "number": number,
            "original": receivable.reference,
            "receivable": receivable.pk,
            "ttc": amount,
            "lowered": done.from_balance,
            "credit": done.credit,
        },
        by=by,
        money=True,
    )
    replan(business=business, customer_ids=[receivable.customer_id], now=now)
    return True
