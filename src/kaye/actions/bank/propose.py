"""What each line of a bank statement seems to pay; nothing is written (M44)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import F, Sum

from kaye.records.models import Allocation, BankLine, Business, Payment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.documents.bank_lines import BankLine as Line
from kaye.rules.documents.matching import Match, OpenInvoice, TypedPayment, match_lines

_TYPED_WITHIN = timedelta(days=5)


def propose(business: Business, lines: Sequence[Line]) -> dict[int, Match]:
    """By number of line. `refs` are ids of receivables, or for `already` the id of the payment."""
    if not lines:
        return {}
    first, last = min(line.on for line in lines), max(line.on for line in lines)
    typed = Payment.objects.filter(
        business=business,
        amount__gt=0,
        kind="payment",
        state__in=("done", "pending"),
        reverses=None,
        reversed_by=None,
        bank_line=None,
        received_on__gte=first - _TYPED_WITHIN,
        received_on__lte=last + _TYPED_WITHIN,
    )
    found = match_lines(lines, open_invoices(business), _typed(list(typed.select_related("customer"))))
    return {match.line: match for match in found}


def propose_kept(business: Business, rows: Sequence[BankLine]) -> dict[int, Match]:
    """The same for lines already kept, by their id."""
    lines = [
        Line(number=row.pk, on=row.on, amount=row.amount, label=row.label, name=row.name) for row in rows
    ]
    return {pk: replace(match, line=pk) for pk, match in propose(business, lines).items()}


def open_invoices(business: Business) -> list[OpenInvoice]:
    """Every debt with what it owes now."""
    owed = open_instalments(business).order_by().values_list("receivable")
    balances = dict(owed.annotate(total=Sum(F("amount") - F("paid"))))
    debts = Receivable.objects.filter(business=business, cancelled_at=None).select_related("customer")
    return [
        OpenInvoice(str(debt.pk), debt.reference, debt.customer.name, balances[debt.pk])
        for debt in debts.order_by("issued_on", "id").iterator(chunk_size=1000)
        if debt.pk in balances
    ]


def _typed(payments: Sequence[Payment]) -> list[TypedPayment]:
    numbers = _numbers([row.pk for row in payments])
    return [
        TypedPayment(
            ref=str(row.pk),
            on=row.received_on,
            amount=row.amount,
            customer=row.customer.name if row.customer else "",
            numbers=numbers.get(row.pk, ()),
        )
        for row in payments
    ]


def _numbers(payment_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The numbers of the debts that each payment settled."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(payment_ids), 500):
        rows = Allocation.objects.filter(payment__in=payment_ids[start : start + 500]).order_by("id")
        for payment, number in rows.values_list("payment", "instalment__receivable__reference"):
            if number and number not in found.get(payment, ()):
                found[payment] = (*found.get(payment, ()), number)
    return found
