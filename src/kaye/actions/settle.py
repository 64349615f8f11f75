"""Put money on debts: the order of M24, what is disputed, small change, and what had been given up as lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Sum

from kaye.actions.allocate import allocate
from kaye.actions.choose_debts import Share
from kaye.actions.refusal import Refusal
from kaye.actions.settle_fees import settle_fees
from kaye.actions.tell_agency import tell_agency
from kaye.actions.write_off import take_back_lost
from kaye.records.calendars import cash_step_of, currency_of, local_day
from kaye.records.models import Business, Customer, Hold, Instalment, Payment
from kaye.records.sums import OLDEST_FIRST, open_instalments, recount
from kaye.rules.money import format_money

_ALL: tuple[tuple[None, None]] = ((None, None),)  # every debt, as far as the money goes


@dataclass(frozen=True, slots=True)
class Aim:
    """An instalment to be settled and the most it may take, in minor units."""

    instalment: Instalment
    most: int


def settle(
    *,
    payment: Payment,
    amount: int,
    shares: Sequence[Share],
    now: datetime,
    made_at: datetime | None = None,
    fresh: bool = True,
) -> int:
    """Allocate `amount` of this payment to `shares`, or when there are none to every debt; what is left is answered.

    In the caller's transaction; sums are recounted. What exceeds every balance takes back debts given up as lost
    then pays the fees that were claimed (M51), before it becomes credit (M28).
    """
    business, customer = payment.business, payment.customer
    assert customer is not None
    step = cash_step_of(business) if fresh and payment.method == "cash" else 1
    disputed = {} if shares else disputed_parts(business, customer, local_day(business, now))
    left = amount
    for debt, most in shares or _ALL:
        wanted = left if most is None else min(left, most)
        rows = _open_ones(business, customer)
        if debt is not None:
            rows = rows.filter(receivable=debt)
        done = allocate(
            payment=payment,
            amount=wanted,
            instalments=rows,
            cash_step=step,
            disputed=disputed,
            made_at=made_at,
        )
        left -= wanted - done.left
    recount(business, [customer.pk])
    if fresh and left and not open_instalments(business).filter(customer=customer).exists():
        left = take_back_lost(payment=payment, amount=left, now=now, made_at=made_at)
        recount(business, [customer.pk])
        left -= settle_fees(business=business, customer=customer, payment=payment, excess=left, now=now)
    tell_agency(payment=payment, now=now)
    return left


def aims(
    business: Business, customer: Customer, shares: Sequence[Share], amount: int, now: datetime
) -> list[Aim]:
    """What `settle` would pay first, without writing: what a cheque covers until it is cleared."""
    disputed = {} if shares else disputed_parts(business, customer, local_day(business, now))
    found, left = [], amount
    for debt, most in shares or _ALL:
        part = left if most is None else min(left, most)
        rows = _open_ones(business, customer)
        for each in rows.filter(receivable=debt) if debt is not None else rows:
            taken = min(part, each.amount - each.paid - disputed.get(each.pk, 0))
            if taken > 0:
                found.append(Aim(each, taken))
                part, left = part - taken, left - taken
    return found


def check_shares(business: Business, customer: Customer, shares: Sequence[Share], amount: int) -> None:
    """Raises Refusal when a debt would get more than it owes, or all of them more than the payment."""
    code = currency_of(business).code
    if sum(most or 0 for _, most in shares) > amount:
        raise Refusal(f"Les montants par dette dépassent le paiement de {format_money(amount, code)}.")
    for debt, most in shares:
        rows = open_instalments(business).filter(receivable=debt)
        owed = rows.aggregate(total=Sum(F("amount") - F("paid")))["total"] or 0
        if most is not None and most > owed:
            name = debt.reference or debt.label
            raise Refusal(
                f"« {name} » ne doit plus que {format_money(owed, code)} : donnez au plus ce montant."
            )


def disputed_parts(business: Business, customer: Customer, today: date) -> Mapping[int, int]:
    """Instalment -> the part under dispute: the amount said, else all. A disagreement that names no debt bars none."""
    holds = Hold.objects.filter(
        Q(lifted_at=None, until__gte=today) | Q(lifted_at=None, case__closed_at=None),
        business=business,
        customer=customer,
        kind="dispute",
        case__subject_type="instalment",
    )
    return {
        subject: amount if amount is not None else 10**15
        for subject, amount in holds.order_by("id").values_list("case__subject_id", "amount")
    }


def _open_ones(business: Business, customer: Customer) -> QuerySet[Instalment]:
    return open_instalments(business).filter(customer=customer).order_by(*OLDEST_FIRST)
