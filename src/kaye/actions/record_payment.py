"""Write money received from a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kaye.actions.choose_debts import Share, choose_shares
from kaye.actions.grant_escompte import grant_escompte
from kaye.actions.hold_for_cheque import hold_for_cheque
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.settle import aims, check_shares, settle
from kaye.actions.thank import thank
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Customer, Instalment, Payment, Reduction
from kaye.records.queries.fees import fees_taken
from kaye.records.queries.money import credit_of, pending_of
from kaye.records.queries.quotes import no_payment_before
from kaye.records.sums import OLDEST_FIRST, open_instalments
from kaye.rules.french import day_text

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
    """Amounts in minor units. `balance`: what the customer still owes; `credit`: what is kept on account (M60).

    `pending`: cheques of the customer that are not cleared yet, in neither.
    """

    payment: Payment
    allocations: tuple[Settled, ...]
    unallocated: int
    balance: int
    credit: int
    rounding: int = 0
    pending: int = 0


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
    cleared: bool = False,
    by: str = "",
) -> PaymentResult:
    """Settle the oldest due debts first, or only the named `debts`; what remains is kept on account (R36, M24).

    `debts`: numbers of invoices or ids of receivables, each perhaps with its part (« F2026-0001=500 »). A cheque counts
    for nothing until it is cleared, unless `cleared` (M27). The same `client_id` again writes nothing. Raises Refusal.
    """
    _check(business, amount, received_on, method, now)
    with transaction.atomic():
        lock(business)
        if client_id and (known := Payment.objects.filter(business=business, client_id=client_id).first()):
            return result_of(known)
        shares = choose_shares(business, customer, debts) if debts else []
        check_shares(business, customer, shares, amount)
        _check_delay(business, customer, amount, received_on)
        pending = method == "cheque" and not cleared
        payment = Payment.objects.create(
            business=business,
            customer=customer,
            amount=amount,
            method=method,
            state="pending" if pending else "done",
            meant_for=[[debt.pk, most] for debt, most in shares],
            reference=reference[:80],
            received_on=received_on,
            client_id=client_id or None,
            created_at=now,
        )
        _use(payment, shares, now)
        touch([customer.pk], now)
        write_payment_event(payment, "payment_recorded", now, by)
        grant_escompte(payment=payment, now=now, by=by)
        replan(business=business, customer_ids=[customer.pk], now=now)
        thank(payment=payment, now=now)
    return result_of(payment)


def _check_delay(business: Business, customer: Customer, amount: int, received_on: date) -> None:
    """What was signed at a consumer's home takes no money for a week, not even in advance (M37)."""
    free_from = no_payment_before(customer, received_on)
    if free_from is None:
        return
    owed = open_instalments(business).filter(customer=customer)
    if amount > sum(each.amount - each.paid for each in owed):
        day = day_text(free_from, received_on)
        raise Refusal(f"Signé chez le client : aucun paiement ne peut être pris avant le {day}.")


def result_of(payment: Payment) -> PaymentResult:
    """What this payment settled, and where the customer stands now."""
    rows = _net(payment)
    customer = payment.customer
    counts = payment.state == "done" and payment.amount > 0
    return PaymentResult(
        payment=payment,
        allocations=settled(rows),
        unallocated=payment.amount - sum(rows.values()) - fees_taken(payment) if counts else 0,
        balance=owed_by(customer),
        credit=credit_of(customer) if customer else 0,
        rounding=_rounding(payment),
        pending=pending_of(customer) if customer else 0,
    )


def settled(rows: dict[int, int]) -> tuple[Settled, ...]:
    """`rows`: instalment -> what it got."""
    return tuple(
        Settled(
            ref=i.receivable.reference or i.receivable.label,
            instalment=i.number,
            amount=rows[i.pk],
            balance_after=i.amount - i.paid,
        )
        for i in Instalment.objects.filter(pk__in=rows).select_related("receivable").order_by(*OLDEST_FIRST)
    )


def owed_by(customer: Customer | None) -> int:
    """What the customer owes, read again."""
    if customer is None:
        return 0
    customer.refresh_from_db(fields=["owed"])
    return customer.owed


def write_payment_event(payment: Payment, kind: str, now: datetime, by: str) -> None:
    """A movement of money, in the chain of the journal."""
    said: dict[str, object] = {
        "payment": payment.pk,
        "customer": payment.customer_id,
        "amount": payment.amount,
        "method": payment.method,
        "received_on": payment.received_on.isoformat(),
        "allocations": sorted(_net(payment).items()),
    }
    if payment.state == "pending":
        said["state"] = "pending"
    if rounding := _rounding(payment):
        said["rounding"] = rounding
    append(
        business=payment.business,
        kind=kind,
        at=now,
        customer=payment.customer,
        payload=said,
        by=by,
        money=True,
    )


def _use(payment: Payment, shares: Sequence[Share], now: datetime) -> None:
    """Money settles at once; a cheque only holds what it will settle."""
    assert payment.customer is not None
    if payment.state == "pending":
        covered = aims(payment.business, payment.customer, shares, payment.amount, now)
        hold_for_cheque(payment=payment, covered=covered, now=now)
    else:
        settle(payment=payment, amount=payment.amount, shares=shares, now=now)


def _net(payment: Payment) -> dict[int, int]:
    rows = Allocation.objects.filter(payment=payment).values_list("instalment").annotate(net=Sum("amount"))
    return {instalment: net for instalment, net in rows if net}


def _rounding(payment: Payment) -> int:
    rows = Reduction.objects.filter(payment=payment, kind="rounding")
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def _check(business: Business, amount: int, received_on: date, method: str, now: datetime) -> None:
    if not 0 < amount <= _MOST:
        raise Refusal("Le montant reçu doit être plus grand que zéro : vérifiez-le.")
    if received_on > local_day(business, now):
        raise Refusal("Ce paiement est daté dans le futur : choisissez aujourd'hui ou avant.")
    if method not in METHODS:
        raise Refusal(f"« {method} » : choisissez parmi {', '.join(METHODS)}.")
