"""Money as people ask about it: what came in today, who owes what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from kaye.records.models import Allocation, Business, Customer, Instalment, Payment, Sale
from kaye.records.queries.fees import fees_paid, fees_taken
from kaye.records.sums import open_instalments

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Takings:
    """One day, in minor units (A9). What came in is never mixed with what was sold."""

    cash: int  # in the drawer
    other: int  # by phone, transfer, cheque, card
    sold_cash: int  # sales paid at once
    credit_given: int  # credit sales of the day, less what was received with them
    orders_taken: int  # orders of the day, whole amount
    deposits: int  # received with those orders; already inside cash or other

    @property
    def received(self) -> int:
        return self.cash + self.other


@dataclass(frozen=True, slots=True)
class Debt:
    """An instalment that still owes, with what it was for."""

    receivable: int
    instalment: int
    customer: int
    sale: int | None
    order_number: int | None
    origin: str
    reference: str
    label: str
    number: int
    issued_on: date
    due_on: date | None
    amount: int
    paid: int

    @property
    def balance(self) -> int:
        return self.amount - self.paid


def takings(business: Business, day: date) -> Takings:
    """Money received that day, credit given, orders taken: three figures that are never added."""
    payments = Payment.objects.filter(business=business, received_on=day, state="done")
    by_method = dict(payments.order_by().values_list("method").annotate(total=Sum("amount")))
    sales = Sale.objects.filter(business=business, sold_on=day, cancelled_at=None).order_by()
    sold = dict(sales.values_list("kind").annotate(total=Sum("total")))
    own = Payment.objects.filter(business=business, sale__in=sales, state="done").order_by()
    received = dict(own.values_list("sale__kind").annotate(total=Sum("amount"))) if sold else {}
    cash = by_method.pop("cash", 0)
    return Takings(
        cash=cash,
        other=sum(by_method.values()),
        sold_cash=sold.get("cash", 0),
        credit_given=max(sold.get("credit", 0) - received.get("credit", 0), 0),
        orders_taken=sold.get("order", 0),
        deposits=received.get("order", 0),
    )


def open_debts(business: Business, customer_ids: Iterable[int]) -> tuple[Debt, ...]:
    """What these customers owe, the oldest due first, undated ones last."""
    wanted = list(dict.fromkeys(customer_ids))
    found: list[Debt] = []
    for start in range(0, len(wanted), _CHUNK):
        rows = open_instalments(business).filter(customer_id__in=wanted[start : start + _CHUNK])
        found += (_debt(each) for each in rows.select_related("receivable__sale"))
    return tuple(sorted(found, key=lambda d: (d.due_on or date.max, d.receivable, d.number, d.instalment)))


def _debt(row: Instalment) -> Debt:
    debt, sale = row.receivable, row.receivable.sale
    return Debt(
        receivable=debt.pk,
        instalment=row.pk,
        customer=row.customer_id,
        sale=debt.sale_id,
        order_number=sale.number if sale and sale.kind == "order" else None,
        origin=debt.origin,
        reference=debt.reference,
        label=debt.label,
        number=row.number,
        issued_on=debt.issued_on,
        due_on=row.due_on,
        amount=row.amount,
        paid=row.paid,
    )


def credit_of(customer: Customer) -> int:
    """What this customer paid and that settles nothing yet (M25)."""
    paid = _counted(customer).aggregate(total=Sum("amount"))["total"] or 0
    used = Allocation.objects.filter(payment__customer=customer).aggregate(total=Sum("amount"))["total"] or 0
    return paid - used - fees_paid(customer)


def pending_of(customer: Customer) -> int:
    """Cheques received and not yet cleared: in no balance (M27)."""
    waiting = Payment.objects.filter(customer=customer, state="pending")
    return waiting.aggregate(total=Sum("amount"))["total"] or 0


def free_parts(customer: Customer) -> list[tuple[Payment, int]]:
    """The payments that make the credit, the oldest first, each with what is left of it after the refunds."""
    rows = (
        _counted(customer).filter(reverses=None, reversed_by=None).annotate(used=Sum("allocations__amount"))
    )
    refunded = -sum(row.amount for row in rows if row.kind == "refund")
    found: list[tuple[Payment, int]] = []
    for row in rows.exclude(kind="refund").order_by("received_on", "id"):
        left = row.amount - (row.used or 0) - fees_taken(row)
        given_back = min(left, refunded)
        refunded -= given_back
        if left > given_back:
            found.append((row, left - given_back))
    return found


def _counted(customer: Customer) -> QuerySet[Payment]:
    return Payment.objects.filter(customer=customer, state="done")
