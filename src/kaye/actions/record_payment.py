"""Write money received from a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kaye.actions.allocate import allocate
from kaye.actions.choose_debts import choose_debts
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Customer, Hold, Instalment, Payment
from kaye.records.queries.money import credit_of
from kaye.records.sums import OLDEST_FIRST, open_instalments, recount

METHODS = ("cash", "transfer", "mobile", "cheque", "card", "other")
_MOST = 10**15


@dataclass(frozen=True, slots=True)
class Settled:
    """What one instalment got. `ref`: the number of the invoice, else what was bought."""

    ref: str
    instalment: int
    amount: int
    balance_after: int


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """Amounts in minor units. `balance`: what the customer still owes; `credit`: what is kept on account (M60)."""

    payment: Payment
    allocations: tuple[Settled, ...]
    unallocated: int
    balance: int
    credit: int


def record_payment(
    *,
    business: Business,
    customer: Customer,
    amount: int,
    received_on: date,
    now: datetime,
    method: str = "cash",
    reference: str = "",
    debts: Sequence[str | int] = (),
    client_id: str | None = None,
    by: str = "",
) -> PaymentResult:
    """Settle the oldest due debts first, or only the named `debts`; what remains is kept on account (R36, M24).

    `debts`: numbers of invoices, or ids of receivables. The same `client_id` again writes nothing. Raises Refusal.
    """
    _check(business, amount, received_on, method, now)
    with transaction.atomic():
        lock(business)
        if client_id and (known := Payment.objects.filter(business=business, client_id=client_id).first()):
            return result_of(known)
        targets = _targets(business, customer, debts, now)
        payment = Payment.objects.create(
            business=business,
            customer=customer,
            amount=amount,
            method=method,
            reference=reference[:80],
            received_on=received_on,
            client_id=client_id or None,
            created_at=now,
        )
        allocate(payment=payment, amount=amount, instalments=targets)
        recount(business, [customer.pk])
        touch([customer.pk], now)
        _write_event(payment, now, by)
        replan(business=business, customer_ids=[customer.pk], now=now)
    return result_of(payment)


def result_of(payment: Payment) -> PaymentResult:
    """What this payment settled, and where the customer stands now."""
    rows = _net(payment)
    settled = tuple(
        Settled(
            ref=i.receivable.reference or i.receivable.label,
            instalment=i.number,
            amount=rows[i.pk],
            balance_after=i.amount - i.paid,
        )
        for i in Instalment.objects.filter(pk__in=rows).select_related("receivable").order_by(*OLDEST_FIRST)
    )
    customer = payment.customer
    if customer is not None:
        customer.refresh_from_db(fields=["owed"])
    return PaymentResult(
        payment=payment,
        allocations=settled,
        unallocated=payment.amount - sum(rows.values()),
        balance=customer.owed if customer else 0,
        credit=credit_of(customer) if customer else 0,
    )


def _net(payment: Payment) -> dict[int, int]:
    rows = Allocation.objects.filter(payment=payment).values_list("instalment").annotate(net=Sum("amount"))
    return {instalment: net for instalment, net in rows if net}


def _check(business: Business, amount: int, received_on: date, method: str, now: datetime) -> None:
    if not 0 < amount <= _MOST:
        raise Refusal("Le montant reçu doit être plus grand que zéro : vérifiez-le.")
    if received_on > local_day(business, now):
        raise Refusal("Ce paiement est daté dans le futur : choisissez aujourd'hui ou avant.")
    if method not in METHODS:
        raise Refusal(f"« {method} » : choisissez parmi {', '.join(METHODS)}.")


def _targets(
    business: Business, customer: Customer, debts: Sequence[str | int], now: datetime
) -> list[Instalment]:
    """The named debts; else all but those under dispute, the oldest due first, undated ones last (M24)."""
    open_ones = open_instalments(business).filter(customer=customer).order_by(*OLDEST_FIRST)
    if debts:
        return list(open_ones.filter(receivable__in=choose_debts(business, customer, debts)))
    return list(open_ones.exclude(pk__in=_disputed(customer, local_day(business, now))))


def _disputed(customer: Customer, today: date) -> list[int]:
    holds = Hold.objects.filter(
        customer=customer,
        kind="dispute",
        lifted_at=None,
        until__gte=today,
        case__subject_type="instalment",
    )
    return list(holds.values_list("case__subject_id", flat=True))


def _write_event(payment: Payment, now: datetime, by: str) -> None:
    append(
        business=payment.business,
        kind="payment_recorded",
        at=now,
        customer=payment.customer,
        payload={
            "payment": payment.pk,
            "customer": payment.customer_id,
            "amount": payment.amount,
            "method": payment.method,
            "received_on": payment.received_on.isoformat(),
            "allocations": sorted(_net(payment).items()),
        },
        by=by,
        money=True,
    )
