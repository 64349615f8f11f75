"""Agree to be paid in several instalments (M29)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from kaye.actions.cancel_plan import bring_back
from kaye.actions.choose_debts import choose_debts
from kaye.actions.close_cases import close_cases
from kaye.actions.confirm_plan import confirm_plan
from kaye.actions.follow_again import first_due_on
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.send_message import Sending
from kaye.records.activity import touch
from kaye.records.calendars import cash_step_of, currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Instalment, Plan
from kaye.records.sums import OLDEST_FIRST, open_instalments, recount
from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.plans import Instalment as Part
from kaye.rules.documents.plans import Pace, plan

EVERY = tuple(pace.value for pace in Pace)
_MOST = 60


@dataclass(frozen=True, slots=True)
class PlanResult:
    """`total` in minor units; `instalments` by date. One date is two rows when it ends one debt and starts the next.

    `plan` None: only looked at. `confirmation`: what is said to the customer at once.
    """

    total: int
    original_due_on: date | None
    instalments: tuple[Instalment, ...]
    plan: Plan | None = None
    confirmation: Sending | None = None


def make_plan(
    *,
    business: Business,
    customer: Customer,
    count: int,
    first_on: date,
    now: datetime,
    debts: Sequence[str | int] = (),
    every: str = "month",
    by: str = "",
) -> PlanResult:
    """Share the present balance of these debts (all of them when none is named) over `count` dates from `first_on`.

    Months keep the day of the first (31 → 28 → 31). The customer is told at once. Raises Refusal.
    """
    with transaction.atomic():
        lock(business)
        _end_older(business, customer, _open_ones(business, customer, debts), now, by)
        old = _open_ones(business, customer, debts)
        seen = _look(business, old, count, first_on, every, now)
        agreed = Plan.objects.create(
            business=business,
            customer=customer,
            total=seen.total,
            original_due_on=seen.original_due_on,
            created_at=now,
        )
        new = [_kept(each, agreed) for each in seen.instalments]
        _replace(business, old, new, agreed, now)
        recount(business, [customer.pk])
        open_cases(business=business, now=now, instalments=new)
        touch([customer.pk], now)
        _write_event(business, customer, agreed, new, now, by)
        replan(business=business, customer_ids=[customer.pk], now=now)
        told = confirm_plan(plan=agreed, instalments=new, now=now, by=by)
    return replace(seen, instalments=tuple(new), plan=agreed, confirmation=told)


def preview_plan(
    *,
    business: Business,
    customer: Customer,
    count: int,
    first_on: date,
    now: datetime,
    debts: Sequence[str | int] = (),
    every: str = "month",
) -> PlanResult:
    """The same dates and amounts, writing nothing. Raises Refusal."""
    return _look(business, _open_ones(business, customer, debts), count, first_on, every, now)


def _look(
    business: Business, old: Sequence[Instalment], count: int, first_on: date, every: str, now: datetime
) -> PlanResult:
    if every not in EVERY or not 2 <= count <= _MOST:
        raise Refusal(f"Choisissez de 2 à {_MOST} tranches, par mois (month) ou par semaine (week).")
    if first_on < local_day(business, now):
        raise Refusal("La première tranche est dans le passé : choisissez aujourd'hui ou après.")
    total = sum(each.amount - each.paid for each in old)
    try:
        parts = plan(total, count, first_on, Pace(every), cash_step_of(business), currency_of(business).code)
    except DocumentError as fault:
        raise Refusal(str(fault)) from None
    dues = [due for each in old if (due := first_due_on(each))]
    return PlanResult(total, min(dues, default=None), tuple(_share(old, parts)))


def _open_ones(business: Business, customer: Customer, debts: Sequence[str | int]) -> list[Instalment]:
    rows = open_instalments(business).filter(customer=customer).select_related("receivable")
    if debts:
        rows = rows.filter(receivable__in=choose_debts(business, customer, debts))
    found = list(rows.order_by(*OLDEST_FIRST))
    if not found:
        raise Refusal(f"{customer.name} ne doit plus rien : il n'y a rien à partager.")
    return found


def _end_older(
    business: Business, customer: Customer, chosen: Sequence[Instalment], now: datetime, by: str
) -> None:
    """A plan made again takes the place of the one before, when it covers all of it."""
    older = {each.plan_id for each in chosen if each.plan_id}
    for pk in sorted(older):
        left = open_instalments(business).filter(plan=pk).exclude(pk__in=[each.pk for each in chosen])
        if left.exists():
            raise Refusal("Un échéancier couvre cette dette et une autre : annulez-le d'abord.")
        bring_back(plan=Plan.objects.get(pk=pk), now=now, by=by, because="remplacé par un autre échéancier")
    if older:
        recount(business, [customer.pk])


def _share(old: Sequence[Instalment], parts: Sequence[Part]) -> Iterator[Instalment]:
    """Fill each date from the oldest debt on, so that every debt keeps its total."""
    sources = iter(old)
    source = next(sources)
    left = source.amount - source.paid
    for each in parts:
        part = each.amount
        while part:
            if not left:
                source = next(sources)
                left = source.amount - source.paid
            amount = min(part, left)
            yield Instalment(
                business_id=source.business_id,
                receivable=source.receivable,
                customer_id=source.customer_id,
                number=each.number,
                due_on=each.due_on,
                amount=amount,
            )
            part -= amount
            left -= amount


def _kept(instalment: Instalment, agreed: Plan) -> Instalment:
    instalment.plan = agreed
    return instalment


def _replace(
    business: Business, old: list[Instalment], new: list[Instalment], agreed: Plan, now: datetime
) -> None:
    ids = [each.pk for each in old]
    Instalment.objects.filter(pk__in=ids).update(replaced_at=now, replaced_by=agreed)
    Instalment.objects.bulk_create(new)
    close_cases(
        business=business,
        subject_type="instalment",
        subject_ids=ids,
        now=now,
        because="remplacé par un échéancier",
    )


def _write_event(
    business: Business, customer: Customer, agreed: Plan, new: Sequence[Instalment], now: datetime, by: str
) -> None:
    append(
        business=business,
        kind="plan_made",
        at=now,
        customer=customer,
        payload={
            "plan": agreed.pk,
            "customer": customer.pk,
            "total": agreed.total,
            "instalments": [
                [each.pk, each.due_on.isoformat() if each.due_on else None, each.amount] for each in new
            ],
        },
        by=by,
        money=True,
    )
