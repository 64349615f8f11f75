"""Agree to be paid in several instalments (M29)."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from kaye.actions.choose_debts import choose_debts
from kaye.actions.close_cases import close_cases
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Instalment
from kaye.records.sums import OLDEST_FIRST, open_instalments, recount
from kaye.rules.money import MoneyError, split_evenly

EVERY = ("month", "week")
_MOST = 60


@dataclass(frozen=True, slots=True)
class PlanResult:
    """`total` in minor units; `instalments` by date. One date is two rows when it ends one debt and starts the next."""

    total: int
    original_due_on: date | None
    instalments: tuple[Instalment, ...]


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

    Months keep the day of the first (31 → 28 → 31). Raises Refusal.
    """
    if every not in EVERY or not 2 <= count <= _MOST:
        raise Refusal(f"Choisissez de 2 à {_MOST} tranches, par mois (month) ou par semaine (week).")
    if first_on < local_day(business, now):
        raise Refusal("La première tranche est dans le passé : choisissez aujourd'hui ou après.")
    with transaction.atomic():
        lock(business)
        old = _open_ones(business, customer, debts)
        total = sum(each.amount - each.paid for each in old)
        try:
            parts = split_evenly(total, count, currency_of(business).cash_step)
        except MoneyError as fault:
            raise Refusal(str(fault)) from None
        new = list(_share(old, parts, list(_dates(first_on, count, every))))
        _replace(business, old, new, now)
        recount(business, [customer.pk])
        open_cases(business=business, now=now, instalments=new)
        touch([customer.pk], now)
        dues = [each.due_on for each in old if each.due_on]
        result = PlanResult(total, min(dues, default=None), tuple(new))
        _write_event(business, customer, result, now, by)
        replan(business=business, customer_ids=[customer.pk], now=now)
    return result


def _open_ones(business: Business, customer: Customer, debts: Sequence[str | int]) -> list[Instalment]:
    rows = open_instalments(business).filter(customer=customer).select_related("receivable")
    if debts:
        rows = rows.filter(receivable__in=choose_debts(business, customer, debts))
    found = list(rows.order_by(*OLDEST_FIRST))
    if not found:
        raise Refusal(f"{customer.name} ne doit plus rien : il n'y a rien à partager.")
    return found


def _dates(first_on: date, count: int, every: str) -> Iterator[date]:
    for n in range(count):
        if every == "week":
            yield first_on + timedelta(weeks=n)
        else:
            years, month = divmod(first_on.month - 1 + n, 12)
            year = first_on.year + years
            last = calendar.monthrange(year, month + 1)[1]
            yield date(year, month + 1, min(first_on.day, last))


def _share(old: list[Instalment], parts: tuple[int, ...], dates: list[date]) -> Iterator[Instalment]:
    """Fill each date from the oldest debt on, so that every debt keeps its total."""
    sources = iter(old)
    source = next(sources)
    left = source.amount - source.paid
    for number, (part, due_on) in enumerate(zip(parts, dates, strict=True), start=1):
        while part:
            if not left:
                source = next(sources)
                left = source.amount - source.paid
            amount = min(part, left)
            yield Instalment(
                business_id=source.business_id,
                receivable=source.receivable,
                customer_id=source.customer_id,
                number=number,
                due_on=due_on,
                amount=amount,
            )
            part -= amount
            left -= amount


def _replace(business: Business, old: list[Instalment], new: list[Instalment], now: datetime) -> None:
    ids = [each.pk for each in old]
    Instalment.objects.filter(pk__in=ids).update(replaced_at=now)
    Instalment.objects.bulk_create(new)
    close_cases(
        business=business,
        subject_type="instalment",
        subject_ids=ids,
        now=now,
        because="remplacé par un échéancier",
    )


def _write_event(business: Business, customer: Customer, plan: PlanResult, now: datetime, by: str) -> None:
    append(
        business=business,
        kind="plan_made",
        at=now,
        customer=customer,
        payload={
            "customer": customer.pk,
            "total": plan.total,
            "instalments": [
                [each.pk, each.due_on.isoformat() if each.due_on else None, each.amount]
                for each in plan.instalments
            ],
        },
        by=by,
        money=True,
    )
