"""Use what a customer paid in advance: when a person says so, never alone (M24)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kaye.actions.choose_debts import choose_shares
from kaye.actions.record_payment import Settled, owed_by, settled
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.settle import check_shares, settle
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Customer, Payment
from kaye.records.queries.money import credit_of, free_parts, pending_of
from kaye.records.sums import open_instalments


@dataclass(frozen=True, slots=True)
class CreditUsed:
    """Minor units. `amount`: what was used; `event`: what `undo` takes."""

    amount: int
    allocations: tuple[Settled, ...]
    balance: int
    credit: int
    pending: int
    event: int


def apply_credit(
    *, business: Business, customer: Customer, now: datetime, debts: Sequence[str | int] = (), by: str = ""
) -> CreditUsed:
    """Settle the oldest debts first, or only those named, with the money on account. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        credit = credit_of(customer)
        if credit <= 0:
            raise Refusal(f"{customer.name} n'a rien d'avance.")
        if not open_instalments(business).filter(customer=customer).exists():
            raise Refusal(f"{customer.name} ne doit plus rien : l'avance reste sur son compte.")
        if debts:
            check_shares(business, customer, choose_shares(business, customer, debts), credit)
        made = _use(business, customer, debts, now)
        if not made:
            raise Refusal("Ces dettes sont contestées : nommez celle à régler.")
        event = _write_event(business, customer, made, now, by)
        touch([customer.pk], now)
        replan(business=business, customer_ids=[customer.pk], now=now)
    got: Counter[int] = Counter()
    for row in made:
        got[row.instalment_id] += row.amount
    return CreditUsed(
        amount=sum(got.values()),
        allocations=settled(dict(got)),
        balance=owed_by(customer),
        credit=credit_of(customer),
        pending=pending_of(customer),
        event=event,
    )


def take_back_credit(
    *, business: Business, allocations: Sequence[Sequence[int]], now: datetime
) -> Counter[int]:
    """The opposite rows of [payment, instalment, amount]; answers what each instalment owes again.

    In the caller's transaction; the caller recounts. Raises Refusal when one of these payments was reversed since.
    """
    payments = {payment for payment, _, _ in allocations}
    if Payment.objects.filter(pk__in=payments, reversed_by__isnull=False).exists():
        raise Refusal("Un de ces paiements a été annulé depuis : ouvrez la page du client.")
    freed: Counter[int] = Counter()
    for payment, instalment, amount in allocations:
        net = Allocation.objects.filter(payment=payment, instalment=instalment).aggregate(total=Sum("amount"))
        if (net["total"] or 0) < amount:
            raise Refusal("Cette avance n'est plus sur ces dettes : rouvrez la page du client.")
        Allocation.objects.create(
            business=business, payment_id=payment, instalment_id=instalment, amount=-amount, made_at=now
        )
        freed[instalment] += amount
    return freed


def _use(
    business: Business, customer: Customer, debts: Sequence[str | int], now: datetime
) -> list[Allocation]:
    """The oldest money first; a part meant for one debt is what remains of it, payment after payment."""
    wanted = {debt.pk: most for debt, most in choose_shares(business, customer, debts)} if debts else {}
    last = Allocation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for payment, free in free_parts(customer):
        shares = [
            (debt, wanted[debt.pk])
            for debt, _ in (choose_shares(business, customer, _still_owing(business, customer, wanted)))
        ]
        if debts and not shares:
            break
        settle(payment=payment, amount=free, shares=shares, now=now, made_at=now, fresh=False)
        for row in Allocation.objects.filter(pk__gt=last, payment=payment):
            most = wanted.get(row.instalment.receivable_id)
            if most is not None:
                wanted[row.instalment.receivable_id] = most - row.amount
    return list(Allocation.objects.filter(pk__gt=last, payment__customer=customer).order_by("pk"))


def _still_owing(business: Business, customer: Customer, wanted: dict[int, int | None]) -> list[str]:
    owing = set(open_instalments(business).filter(customer=customer).values_list("receivable", flat=True))
    return [f"#{pk}" for pk, most in wanted.items() if pk in owing and (most is None or most > 0)]


def _write_event(
    business: Business, customer: Customer, made: Sequence[Allocation], now: datetime, by: str
) -> int:
    rows = [[row.payment_id, row.instalment_id, row.amount] for row in made]
    event = append(
        business=business,
        kind="credit_applied",
        at=now,
        customer=customer,
        payload={"customer": customer.pk, "amount": sum(row[2] for row in rows), "allocations": rows},
        by=by,
        money=True,
    )
    return event.pk
