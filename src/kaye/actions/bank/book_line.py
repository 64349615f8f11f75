"""Book one line of a statement as a payment, or link it to the payment already noted: a person's tap (M44)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.bank.propose import propose_kept
from kaye.actions.clear_cheque import clear_cheque
from kaye.actions.record_payment import record_payment
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import BankLine, Business, Customer, Payment, Receivable
from kaye.rules.documents.matching import Level, Match

_METHODS = (
    ("cheque", re.compile(r"\b(?:REM(?:ISE)?\.? (?:DE )?(?:CHQ|CHEQUES?|CHÈQUES?)|CHEQUES?|CHQ)\b", re.I)),
    ("mobile", re.compile(r"\b(?:ORANGE MONEY|MOMO|MOBILE MONEY|WAVE|MTN)\b", re.I)),
    ("card", re.compile(r"\b(?:CB|CARTES?|TPE|STRIPE|SUMUP)\b", re.I)),
    ("cash", re.compile(r"\b(?:VERSEMENT ESPECES|DEPOT ESPECES|VRST ESPECES)\b", re.I)),
)


@dataclass(frozen=True, slots=True)
class Booked:
    """`linked`: the payment was there already. `event`: what `undo` takes."""

    line: BankLine
    payment: Payment
    linked: bool
    event: int


def book_line(
    *,
    business: Business,
    line: BankLine,
    now: datetime,
    customer: Customer | None = None,
    debts: Sequence[str | int] = (),
    by: str = "",
) -> Booked:
    """As proposed; or for this `customer`, on these `debts` if any, else the oldest first. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        row = open_line(business, line)
        match = propose_kept(business, [row])[row.pk] if customer is None else None
        payment, linked = _pay(business, row, match, customer, debts, now, by)
        return _linked(business, row, payment, linked, now, by)


def book_sure_lines(
    *, business: Business, lines: Sequence[BankLine], now: datetime, by: str = ""
) -> list[Booked]:
    """Every line whose number and amount agree, each as proposed once the one before is booked; one journal entry."""
    with transaction.atomic():
        lock(business)
        booked = []
        rows = [row for row in lines if row.payment_id is None and row.ignored_at is None]
        for pk, match in propose_kept(business, rows).items():
            if match.level is not Level.SURE:
                continue
            row = open_line(business, next(each for each in rows if each.pk == pk))
            if propose_kept(business, [row])[pk].level is Level.SURE:
                payment, linked = _pay(business, row, match, None, (), now, by)
                row.payment = payment
                row.save(update_fields=["payment"])
                booked.append((row, payment, linked))
        if not booked:
            return []
        event = _write(business, [(row.pk, payment.pk, linked) for row, payment, linked in booked], now, by)
    return [Booked(row, payment, linked, event) for row, payment, linked in booked]


def ignore_line(*, business: Business, line: BankLine, now: datetime, by: str = "") -> int:
    """It pays no debt: shown no more. Answers the event that `undo` takes. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        row = open_line(business, line)
        row.ignored_at = now
        row.save(update_fields=["ignored_at"])
        said = {"line": row.pk}
        return append(business=business, kind="bank_line_ignored", at=now, payload=said, by=by).pk


def open_line(business: Business, line: BankLine) -> BankLine:
    """The row, read again. Raises Refusal when it no longer waits."""
    found = BankLine.objects.filter(business=business, pk=line.pk).first()
    if found is None or found.payment_id is not None or found.ignored_at is not None:
        raise Refusal("Cette ligne est déjà traitée.")
    return found


def method_of(label: str) -> str:
    """cheque, mobile, card or cash by the words of the bank, else transfer."""
    return next((method for method, words in _METHODS if words.search(label)), "transfer")


def _pay(
    business: Business,
    row: BankLine,
    match: Match | None,
    customer: Customer | None,
    debts: Sequence[str | int],
    now: datetime,
    by: str,
) -> tuple[Payment, bool]:
    if match is not None and match.level is Level.ALREADY:
        return _known_payment(business, int(match.refs[0]), now, by), True
    if match is not None:
        customer, debts = _aimed(business, match)
    assert customer is not None
    done = record_payment(
        business=business,
        customer=customer,
        amount=row.amount,
        received_on=row.on,
        now=now,
        method=method_of(row.label),
        reference=row.label[:80],
        debts=debts,
        cleared=True,
        by=by,
    )
    return done.payment, False


def _known_payment(business: Business, pk: int, now: datetime, by: str) -> Payment:
    """The bank shows the money: a cheque that waited is cleared."""
    payment = Payment.objects.get(business=business, pk=pk)
    if payment.state == "pending":
        return clear_cheque(business=business, payment=payment, now=now, by=by).payment
    return payment


def _aimed(business: Business, match: Match) -> tuple[Customer, list[str | int]]:
    if not match.refs:
        raise Refusal("Aucune dette ne correspond : choisissez le client.")
    debts = list(
        Receivable.objects.filter(pk__in=[int(ref) for ref in match.refs]).select_related("customer")
    )
    customers = {debt.customer_id: debt.customer for debt in debts}
    if len(customers) != 1:
        raise Refusal("Ces numéros sont à plusieurs clients : choisissez le client.")
    return next(iter(customers.values())), [f"#{debt.pk}" for debt in debts]


def _linked(
    business: Business, row: BankLine, payment: Payment, linked: bool, now: datetime, by: str
) -> Booked:
    row.payment = payment
    row.save(update_fields=["payment"])
    return Booked(row, payment, linked, _write(business, [(row.pk, payment.pk, linked)], now, by))


def _write(business: Business, rows: Sequence[tuple[int, int, bool]], now: datetime, by: str) -> int:
    said = {"lines": [[line, payment, linked] for line, payment, linked in rows]}
    return append(business=business, kind="bank_booked", at=now, payload=said, by=by).pk
