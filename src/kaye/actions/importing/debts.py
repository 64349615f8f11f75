"""Debts, and the money received with them, many at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Run
from kaye.records.models import Allocation, Customer, Instalment, Payment, Receivable, Sale


@dataclass(slots=True, eq=False)
class Debt:
    """A debt to write with what was received. Its rows are filled by `write_debts`. Amounts in minor units."""

    customer_id: int
    total: int
    received: int
    issued_on: date
    due_on: date | None
    label: str
    origin: str
    reference: str = ""
    sale: Sale | None = None
    receivable: Receivable | None = None
    instalment: Instalment | None = None
    payment: Payment | None = None

    @property
    def settled(self) -> int:
        return min(self.received, self.total)


def write_debts(run: Run, debts: Sequence[Debt]) -> list[Instalment]:
    """Receivable, one instalment, the payment and its allocation. A total of zero makes no debt."""
    owing = [debt for debt in debts if debt.total or debt.origin == "invoice"]
    for debt in owing:
        debt.receivable = _receivable(run, debt)
    Receivable.objects.bulk_create([debt.receivable for debt in owing if debt.receivable])
    for debt in owing:
        debt.instalment = Instalment(
            business=run.business,
            receivable=debt.receivable,
            customer_id=debt.customer_id,
            due_on=debt.due_on,
            amount=debt.total,
            paid=debt.settled,
        )
    instalments = [debt.instalment for debt in owing if debt.instalment]
    Instalment.objects.bulk_create(instalments)
    paid = [debt for debt in debts if debt.received]
    for debt in paid:
        debt.payment = payment_of(run, debt.customer_id, debt.received, debt.issued_on, sale=debt.sale)
    Payment.objects.bulk_create([debt.payment for debt in paid if debt.payment])
    Allocation.objects.bulk_create(
        Allocation(
            business=run.business, payment=debt.payment, instalment=debt.instalment, amount=debt.settled
        )
        for debt in paid
        if debt.instalment and debt.settled
    )
    return instalments


def _receivable(run: Run, debt: Debt) -> Receivable:
    return Receivable(
        business=run.business,
        customer_id=debt.customer_id,
        sale=debt.sale,
        origin=debt.origin,
        reference=debt.reference,
        label=debt.label[:300],
        issued_on=debt.issued_on,
        total=debt.total,
        created_at=run.now,
        batch=run.batch,
    )


CREDIT_NOTE = "avoir"  # the reason of what lowers a debt without money


def payment_of(run: Run, customer_id: int, amount: int, on: date, **more: Any) -> Payment:
    """A payment that the file tells, not saved."""
    return Payment(
        business=run.business,
        customer_id=customer_id,
        amount=amount,
        received_on=on,
        created_at=run.now,
        batch=run.batch,
        **more,
    )


def write_growth(run: Run, grown: Sequence[tuple[Instalment, int, Sale | None]]) -> None:
    """A received amount that grew, as a payment of today (R16); over what is still owed it stays on account."""
    payments = [
        payment_of(
            run,
            instalment.customer_id,
            amount,
            run.today,
            sale=sale,
            reason="montant reçu relevé à l'import",
        )
        for instalment, amount, sale in grown
    ]
    Payment.objects.bulk_create(payments)
    allocations = []
    for payment, (instalment, amount, _) in zip(payments, grown, strict=True):
        part = min(amount, instalment.amount - instalment.paid)
        if part > 0:
            allocations.append(
                Allocation(business=run.business, payment=payment, instalment=instalment, amount=part)
            )
        run.customers.add(instalment.customer_id)
        said = [[instalment.pk, part]] if part > 0 else []
        run.say("payment_recorded", payment_said(payment, said), payment.customer_id)
    Allocation.objects.bulk_create(allocations)


def payment_said(payment: Payment, allocations: list[list[int]]) -> dict[str, Any]:
    """The payload of a payment in the journal."""
    return {
        "payment": payment.pk,
        "customer": payment.customer_id,
        "amount": payment.amount,
        "method": payment.method,
        "received_on": payment.received_on.isoformat(),
        "allocations": allocations,
        **({"credit_note": True} if payment.reason == CREDIT_NOTE else {}),
    }


def live_instalments(receivable_ids: Iterable[int]) -> dict[int, list[Instalment]]:
    """The instalments of these debts that no plan replaced, with their receivable, by debt."""
    found: dict[int, list[Instalment]] = {}
    for some in pieces(receivable_ids):
        rows = Instalment.objects.filter(receivable_id__in=some, replaced_at=None)
        for row in rows.select_related("receivable").order_by("due_on", "number", "pk"):
            found.setdefault(row.receivable_id, []).append(row)
    return found


def names_of(customer_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in pieces(set(customer_ids)):
        found.update(Customer.objects.filter(pk__in=some).values_list("pk", "name"))
    return found
