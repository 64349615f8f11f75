"""The JSON shapes of payments, plans, statements and the cash book (M60)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from kaye.actions.apply_credit import CreditUsed
from kaye.actions.record_payment import PaymentResult, Settled
from kaye.actions.send_message import Sending
from kaye.actions.shapes import money, stamp
from kaye.records.models import Customer, Instalment, Payment, Plan
from kaye.records.queries.cashbook import CashBook, CashEntry
from kaye.records.queries.statement import Statement

_CHEQUE = {"pending": "received", "done": "cleared", "bounced": "bounced", "dropped": "reversed"}


def paid(result: PaymentResult, code: str) -> dict[str, Any]:
    """One payment and where its customer stands."""
    return {
        "payment": payment(result.payment, code),
        "customer": _person(result.payment.customer),
        "allocations": [_settled(each, code) for each in result.allocations],
        "unallocated": money(result.unallocated, code),
        "rounding": money(result.rounding, code),
        "balance": money(result.balance, code),
        "credit": money(result.credit, code),
        "pending": money(result.pending, code),
    }


def used(customer: Customer, done: CreditUsed, code: str) -> dict[str, Any]:
    """Credit used: no payment, the same rest."""
    return {
        "payment": None,
        "customer": _person(customer),
        "allocations": [_settled(each, code) for each in done.allocations],
        "unallocated": money(done.credit, code),
        "rounding": money(0, code),
        "balance": money(done.balance, code),
        "credit": money(done.credit, code),
        "pending": money(done.pending, code),
    }


def lost(row: int, amount: int, state: str, on: str, code: str) -> dict[str, Any]:
    """A loss, or a loss taken back; `id` is what `--reverse` takes."""
    return {
        "id": f"w{row}",
        "amount": money(amount, code),
        "method": "write_off",
        "received_on": on,
        "state": state,
    }


def payment(row: Payment, code: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "amount": money(row.amount, code),
        "method": row.method,
        "received_on": row.received_on.isoformat(),
        "state": state_of(row),
    }


def state_of(row: Payment) -> str:
    """received, cleared, bounced (cheques), refunded, reversed."""
    if row.reverses_id is not None or Payment.objects.filter(reverses=row).exists():
        return "reversed"
    if row.kind == "refund":
        return "refunded"
    return _CHEQUE[row.state] if row.method == "cheque" else "received"


def plan(agreed: Plan, instalments: Sequence[Instalment], told: Sending | None, code: str) -> dict[str, Any]:
    """One line per date, whatever the debts it pays; the dates of a plan that ended are those of the debts again."""
    amounts: Counter[Any] = Counter()
    paid_: Counter[Any] = Counter()
    for each in instalments:
        amounts[each.due_on] += each.amount
        paid_[each.due_on] += each.paid
    shape: dict[str, Any] = {
        "id": agreed.pk,
        "state": agreed.state,
        "customer": _person(agreed.customer),
        "total": money(agreed.total, code),
        "original_due_on": agreed.original_due_on.isoformat() if agreed.original_due_on else None,
        "instalments": [
            {
                "n": number,
                "due_on": due.isoformat() if due else None,
                "amount": money(amounts[due], code),
                "balance": money(amounts[due] - paid_[due], code),
            }
            for number, due in enumerate(sorted(amounts, key=lambda day: (day is None, day)), 1)
        ],
    }
    if told is not None:
        shape["confirmation"] = {
            "state": told.message.state if told.message else "none",
            "channel": told.message.channel if told.message else None,
            "text": told.message.text if told.message else None,
            "link": told.link,
            "because": told.because or None,
        }
    return shape


def account(found: Statement, customer: Customer, code: str) -> dict[str, Any]:
    return {
        "customer": _person(customer),
        "opening": money(found.opening, code),
        "entries": [
            {
                "date": line.on.isoformat(),
                "kind": line.kind,
                "ref": line.ref,
                "debit": money(line.debit, code),
                "credit": money(line.credit, code),
                "balance": money(line.balance, code),
            }
            for line in found.lines
        ],
        "closing": money(found.closing, code),
        "overdue": money(found.overdue, code),
        "unallocated": money(found.unallocated, code),
        "fees": money(found.fees, code),
    }


def book(found: CashBook, code: str) -> dict[str, Any]:
    return {
        "date": found.on.isoformat(),
        "entries": _entries(found.entries, code),
        "methods": [{"method": method, "total": money(amount, code)} for method, amount in found.totals],
        "total": money(found.total, code),
        "pending": _entries(found.waiting, code),
        "sold_cash": money(found.day.sold_cash, code),
        "credit_given": money(found.day.credit_given, code),
        "orders_taken": money(found.day.orders_taken, code),
    }


def _entries(entries: Iterable[CashEntry], code: str) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "at": stamp(each.at),
            "kind": each.kind,
            "customer": {"id": each.customer, "name": each.name} if each.customer else None,
            "method": each.method,
            "reference": each.reference or None,
            "amount": money(each.amount, code),
        }
        for each in entries
    ]


def _settled(each: Settled, code: str) -> dict[str, Any]:
    return {
        "ref": each.ref,
        "instalment": each.instalment,
        "amount": money(each.amount, code),
        "balance_after": money(each.balance_after, code),
    }


def _person(customer: Customer | None) -> dict[str, Any] | None:
    return {"id": customer.pk, "name": customer.name} if customer else None
