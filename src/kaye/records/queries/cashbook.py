"""The cash book of one day: what came in and went out, in order; what was sold is counted apart (A9)."""

from dataclasses import dataclass
from datetime import date, datetime

from kaye.records.models import Business, Payment, Reduction
from kaye.records.queries.money import Takings, takings


@dataclass(frozen=True, slots=True)
class CashEntry:
    """`kind`: payment, reversal, refund, rounding (no money). Minor units, negative when it goes out."""

    id: int
    at: datetime
    kind: str
    customer: int | None
    name: str
    method: str
    reference: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class CashBook:
    """`totals`: method -> what came in less what went out. `waiting`: cheques not cleared, in no total."""

    on: date
    entries: tuple[CashEntry, ...]
    totals: tuple[tuple[str, int], ...]
    waiting: tuple[CashEntry, ...]
    day: Takings

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.totals)


def cashbook(business: Business, on: date) -> CashBook:
    """Entries by the day the money came (value date), in the order they were written."""
    rows = Payment.objects.filter(business=business, received_on=on).select_related("customer")
    done = [_entry(row) for row in rows.filter(state="done").order_by("created_at", "id")]
    totals: dict[str, int] = {}
    for entry in done:
        totals[entry.method] = totals.get(entry.method, 0) + entry.amount
    rounded = Reduction.objects.filter(business=business, kind="rounding", on=on).select_related("customer")
    small = [_rounding(row) for row in rounded.order_by("created_at", "id")]
    waiting = Payment.objects.filter(business=business, state="pending", received_on__lte=on)
    return CashBook(
        on=on,
        entries=tuple(sorted([*done, *small], key=lambda entry: entry.at)),
        totals=tuple(sorted(totals.items())),
        waiting=tuple(
            _entry(row) for row in waiting.select_related("customer").order_by("received_on", "id")
        ),
        day=takings(business, on),
    )


def _entry(row: Payment) -> CashEntry:
    return CashEntry(
        id=row.pk,
        at=row.created_at,
        kind="reversal" if row.reverses_id else row.kind,
        customer=row.customer_id,
        name=row.customer.name if row.customer else "",
        method=row.method,
        reference=row.reference,
        amount=row.amount,
        reason=row.reason,
    )


def _rounding(row: Reduction) -> CashEntry:
    return CashEntry(
        id=row.payment_id or 0,
        at=row.created_at,
        kind="rounding",
        customer=row.customer_id,
        name=row.customer.name,
        method="cash",
        reference="",
        amount=row.amount,
        reason=row.reason,
    )
