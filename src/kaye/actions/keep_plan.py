"""Write what was decided on the cases: the cache that lists and the worker read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection

from kaye.records.facts import HOUSE
from kaye.records.models import Business, Case, Customer, StepDone
from kaye.rules.decision import CasePlan, DayPlan
from kaye.rules.facts import CustomerFacts
from kaye.rules.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer and the plan of the day."""

    customer: CustomerFacts
    plan: DayPlan


def keep_plans(business: Business, kept: Sequence[Kept], now: datetime) -> None:
    """Store every plan: skipped steps, closed cases, the next date of each case and customer."""
    _record_skips(business, kept, now)
    rows = [row for k in kept for row in _case_rows(k, now)]
    _update_many(
        Case,
        ("verb", "action", "step", "due_on", "next_at", "because", "stake", "closed_at"),
        rows,
    )
    _update_many(
        Customer, ("next_on", "next_because"), [_customer_row(k) for k in kept if k.customer.id != HOUSE]
    )


def look_at(customer: CustomerFacts, case_plan: CasePlan, kind: str, now: datetime) -> datetime | None:
    """The instant at which the worker must look again: what leaves by itself, when the window opens."""
    if case_plan.look_on is None:
        return None
    calendar = customer.calendar
    midnight = calendar.local(case_plan.look_on, time(0))
    if case_plan.action != "auto":
        return midnight
    return calendar.next_allowed(max(now, midnight), kind_of(kind).window)


def _case_rows(kept: Kept, now: datetime) -> Iterable[tuple[object, ...]]:
    kinds = {c.id: c.kind for c in kept.customer.cases}
    for p in kept.plan.cases:
        closed = now if p.verb == "close" else None
        look = None if closed else look_at(kept.customer, p, kinds[p.case], now)
        yield (p.verb, p.action, p.step, p.due_on, look, p.because[:200], p.stake, closed, p.case)


def _customer_row(kept: Kept) -> tuple[object, ...]:
    """The earliest thing planned, for the list of customers."""
    dated = [(p.due_on, p.because) for p in kept.plan.cases if p.verb != "close" and p.due_on is not None]
    on, because = min(dated, default=(None, ""), key=_on)
    return (on, because[:200], kept.customer.id)


def _on(pair: tuple[date | None, str]) -> date:
    return pair[0] or date.max


def _record_skips(business: Business, kept: Sequence[Kept], now: datetime) -> None:
    rows = [
        StepDone(
            business=business,
            case_id=p.case,
            step=skip.step,
            outcome="skipped",
            reason=f"sautée : {skip.reason}"[:200],
            done_on=k.customer.calendar.today(now),
            at=now,
        )
        for k in kept
        for p in k.plan.cases
        for skip in p.skipped
    ]
    if rows:
        StepDone.objects.bulk_create(rows, batch_size=1000)


def _update_many(
    model: type[Case] | type[Customer], columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """One prepared UPDATE run over many rows: ten times cheaper than a CASE WHEN for each column."""
    if not rows:
        return
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(c) for c in columns]
    sets = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s"
    prepared = [
        (*(f.get_db_prep_save(v, connection) for f, v in zip(fields, row, strict=False)), row[-1])
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, prepared)
