"""Give a debt up as lost: it is owed no more, nothing was paid, the invoice and its VAT stay as they are (M28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from kaye.actions.choose_debts import choose_debts
from kaye.actions.close_cases import close_cases
from kaye.actions.follow_again import follow_again
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Customer, Instalment, Payment, Reduction
from kaye.records.sums import OLDEST_FIRST, open_instalments, recount
from kaye.rules.money import format_money

LOST = "irrécouvrable"


@dataclass(frozen=True, slots=True)
class WriteOff:
    """`rows`: one per instalment touched. `id` names them all: what `take_back_write_off` takes."""

    id: int
    amount: int
    rows: tuple[Reduction, ...]
    event: int


def write_off(
    *,
    business: Business,
    customer: Customer,
    amount: int,
    debts: Sequence[str | int],
    reason: str,
    now: datetime,
    by: str = "",
) -> WriteOff:
    """Close `amount` (minor units) of one named debt, the oldest instalment first. Raises Refusal."""
    if not reason.strip():
        raise Refusal("Dites pourquoi cette somme est perdue.")
    if len(debts) != 1:
        raise Refusal("Dites quelle dette est perdue, une à la fois.")
    with transaction.atomic():
        lock(business)
        (debt,) = choose_debts(business, customer, debts)
        open_ones = list(open_instalments(business).filter(receivable=debt).order_by(*OLDEST_FIRST))
        owed = sum(each.amount - each.paid for each in open_ones)
        if not 0 < amount <= owed:
            most = format_money(owed, currency_of(business).code)
            raise Refusal(f"« {debt.reference or debt.label} » doit {most} : donnez un montant jusque-là.")
        rows = _reduce(business, open_ones, amount, reason, now)
        recount(business, [customer.pk])
        settled = Instalment.objects.filter(pk__in=[r.instalment_id for r in rows], paid__gte=F("amount"))
        close_cases(
            business=business,
            subject_type="instalment",
            subject_ids=settled.values_list("pk", flat=True),
            now=now,
            because=LOST,
        )
        said = {
            "write_off": rows[0].pk,
            "customer": customer.pk,
            "receivable": debt.pk,
            "amount": amount,
            "reason": reason.strip()[:300],
            "reductions": [[row.instalment_id, row.amount] for row in rows],
        }
        event = _write(business, customer, "written_off", said, now, by)
    return WriteOff(rows[0].pk, amount, tuple(rows), event)


def take_back_write_off(
    *, business: Business, customer: Customer, write_off_id: int, reason: str, now: datetime, by: str = ""
) -> int:
    """What was given up is owed again, with its own due dates; answers the amount. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        first = lost_parts(customer).filter(pk=write_off_id).first()
        if first is None:
            raise Refusal("Cette perte n'est plus notée : rouvrez la page du client.")
        rows = list(lost_parts(customer).filter(created_at=first.created_at, reason=first.reason))
        for row in rows:
            _reverse(row, reason, now)
        amount = sum(row.amount for row in rows)
        recount(business, [customer.pk])
        follow_again(business=business, freed={row.instalment_id: row.amount for row in rows}, now=now)
        recount(business, [customer.pk])
        said = {"write_off": first.pk, "customer": customer.pk, "amount": amount, "reason": reason[:300]}
        _write(business, customer, "write_off_taken_back", said, now, by)
    return amount


def take_back_lost(*, payment: Payment, amount: int, now: datetime, made_at: datetime | None = None) -> int:
    """An unexpected payment settles what was given up, the oldest first; what is left is answered.

    In the caller's transaction; sums are not recounted.
    """
    assert payment.customer is not None
    left = amount
    for row in lost_parts(payment.customer).select_related("instalment"):
        if not left:
            break
        part = min(left, row.amount)
        _reverse(row, "payé depuis", now, payment)
        if part < row.amount:
            _lose(row.instalment, row.amount - part, row.reason, row.created_at, row, payment)
        Allocation.objects.create(
            business_id=payment.business_id,
            payment=payment,
            instalment=row.instalment,
            amount=part,
            made_at=made_at,
        )
        left -= part
    return left


def lost_parts(customer: Customer) -> QuerySet[Reduction]:
    """What is given up and was not taken back, the oldest first; a debt since cancelled is lost no more."""
    rows = Reduction.objects.filter(customer=customer, kind="write_off", amount__gt=0, reversed_by=None)
    return rows.filter(instalment__receivable__cancelled_at=None).order_by("on", "id")


def _reduce(
    business: Business, open_ones: Sequence[Instalment], amount: int, reason: str, now: datetime
) -> list[Reduction]:
    rows, left = [], amount
    for each in open_ones:
        part = min(left, each.amount - each.paid)
        if part <= 0:
            break
        rows.append(
            Reduction.objects.create(
                business=business,
                instalment=each,
                customer_id=each.customer_id,
                kind="write_off",
                amount=part,
                on=local_day(business, now),
                reason=reason.strip()[:300],
                created_at=now,
            )
        )
        left -= part
    return rows


def _reverse(row: Reduction, reason: str, now: datetime, payment: Payment | None = None) -> None:
    Reduction.objects.create(
        business_id=row.business_id,
        instalment_id=row.instalment_id,
        customer_id=row.customer_id,
        kind=row.kind,
        amount=-row.amount,
        on=payment.received_on if payment else local_day(row.business, now),
        reason=reason.strip()[:300],
        payment=payment,
        reverses=row,
        created_at=now,
    )


def _lose(
    instalment: Instalment, amount: int, reason: str, at: datetime, like: Reduction, payment: Payment
) -> None:
    """The part that is still lost after a payment took back the rest."""
    Reduction.objects.create(
        business_id=instalment.business_id,
        instalment=instalment,
        customer_id=instalment.customer_id,
        kind="write_off",
        amount=amount,
        on=like.on,
        reason=reason,
        payment=payment,
        created_at=at,
    )


def _write(
    business: Business, customer: Customer, kind: str, said: dict[str, object], now: datetime, by: str
) -> int:
    touch([customer.pk], now)
    event = append(business=business, kind=kind, at=now, customer=customer, payload=said, by=by, money=True)
    replan(business=business, customer_ids=[customer.pk], now=now)
    return event.pk
