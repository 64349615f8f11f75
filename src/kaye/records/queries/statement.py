"""The account of one customer, line by line: it closes at what is owed less what was paid in advance (M25)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import F, Sum

from kaye.records.calendars import calendar_of
from kaye.records.models import Business, Customer, Event, Payment, Receivable, Reduction
from kaye.records.queries.fees import PAID, UNPAID, fees_of_customer
from kaye.records.queries.money import credit_of
from kaye.records.sums import open_instalments

_ORDER = {"invoice": 0, "debt": 0, "cancelled": 1}  # on one day: what is owed, then what settles it


@dataclass(frozen=True, slots=True)
class StatementLine:
    """`kind`: invoice, debt, cancelled, payment, reversal, refund, credit_note, write_off, rounding, deposit,
    fees.

    `ref`: number or what was bought, reference or method of a payment. Minor units; `balance` after this line.
    """

    on: date
    kind: str
    ref: str
    debit: int
    credit: int
    balance: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """`overdue`: owed past its day; `unallocated`: paid in advance; `fees`: claimed apart, in no balance (M51)."""

    opening: int
    lines: tuple[StatementLine, ...]
    closing: int
    overdue: int
    unallocated: int
    fees: int


def statement(
    business: Business, customer: Customer, today: date, start: date | None = None, end: date | None = None
) -> Statement:
    """All that happened between two days, both included; a constant number of queries."""
    opening, balance = 0, 0
    shown: list[StatementLine] = []
    for line in sorted(_lines(business, customer), key=lambda each: (each.on, _ORDER.get(each.kind, 2))):
        if end is not None and line.on > end:
            break
        balance += line.debit - line.credit
        if start is not None and line.on < start:
            opening = balance
            continue
        shown.append(StatementLine(line.on, line.kind, line.ref, line.debit, line.credit, balance))
    late = open_instalments(business).filter(customer=customer, due_on__lt=end or today)
    return Statement(
        opening=opening,
        lines=tuple(shown),
        closing=balance,
        overdue=late.aggregate(total=Sum(F("amount") - F("paid")))["total"] or 0,
        unallocated=credit_of(customer),
        fees=fees_of_customer(customer).left,
    )


def _lines(business: Business, customer: Customer) -> Iterator[StatementLine]:
    yield from _debts(business, customer)
    yield from _payments(customer)
    yield from _reductions(customer)
    yield from _fees(business, customer)


def _debts(business: Business, customer: Customer) -> Iterator[StatementLine]:
    zone = ZoneInfo(calendar_of(business).zone)
    rows = Receivable.objects.filter(customer=customer).order_by("issued_on", "id")
    for on, ref, label, origin, total, cancelled in rows.values_list(
        "issued_on", "reference", "label", "origin", "total", "cancelled_at"
    ):
        kind = "invoice" if origin == "invoice" else "debt"
        yield StatementLine(on, kind, ref or label, total, 0)
        if cancelled:
            yield StatementLine(cancelled.astimezone(zone).date(), "cancelled", ref or label, 0, total)


def _payments(customer: Customer) -> Iterator[StatementLine]:
    rows = Payment.objects.filter(customer=customer, state="done").order_by("received_on", "id")
    for on, amount, kind, method, reference, reverses in rows.values_list(
        "received_on", "amount", "kind", "method", "reference", "reverses"
    ):
        word = "reversal" if reverses else kind
        yield _signed(on, word, reference or method, amount)


def _reductions(customer: Customer) -> Iterator[StatementLine]:
    """Credit notes, losses, small change; what lowers a debt since cancelled is gone with it."""
    rows = Reduction.objects.filter(customer=customer, instalment__receivable__cancelled_at=None)
    fields = ("on", "amount", "kind", "document__number", "reason")
    for on, amount, kind, number, reason in rows.order_by("on", "id").values_list(*fields):
        yield _signed(on, kind, number or reason, amount)


def _fees(business: Business, customer: Customer) -> Iterator[StatementLine]:
    """What a payment settled beside the debts: charged and paid at once, so that the account closes (M51)."""
    zone = ZoneInfo(calendar_of(business).zone)
    told = Event.objects.filter(customer=customer, kind__in=(PAID, UNPAID)).order_by("id")
    for at, kind, said in told.values_list("at", "kind", "payload"):
        amount = sum(part for _, part in said["fees"])
        yield _signed(at.astimezone(zone).date(), "fees", "", -amount if kind == PAID else amount)


def _signed(on: date, kind: str, ref: str, amount: int) -> StatementLine:
    return StatementLine(on, kind, ref, max(-amount, 0), max(amount, 0))
