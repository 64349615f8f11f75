"""Write what was decided on the cases: the cache that lists and the worker read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from kaye.records.bulk import insert_rows, update_rows
from kaye.records.facts import HOUSE
from kaye.records.models import Business, Case, Customer, StepDone
from kaye.rules.decision import CasePlan, DayPlan
from kaye.rules.facts import CustomerFacts
from kaye.rules.kinds import kind_of

_DECISION = ("verb", "action", "step", "due_on", "next_at", "because", "stake", "closed_at")
_SKIP = ("business", "case", "step", "outcome", "reason", "done_on", "at")


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer and the plan of the day."""

    customer: CustomerFacts
    plan: DayPlan


def keep_plans(
    business: Business, kept: Sequence[Kept], now: datetime, again_at: datetime | None = None
) -> None:
    """Store every plan: skipped steps, closed cases, the next date of each case and customer.

    `again_at`: when to look again at what is still to be looked at now.
    """
    _record_skips(business, kept, now)
    update_rows(Case, _DECISION, [row for k in kept for row in _case_rows(k, now, again_at)])
    update_rows(
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


def _case_rows(kept: Kept, now: datetime, again_at: datetime | None) -> Iterable[tuple[object, ...]]:
    kinds = {c.id: c.kind for c in kept.customer.cases}
    marks = {c.id: c.subject.marks for c in kept.customer.cases if c.subject.marks}
    for p in kept.plan.cases:
        closed = now if p.verb == "close" else None
        look = None if closed else look_at(kept.customer, p, kinds[p.case], now)
        if look is not None and p.case in marks:  # a step counted in hours is looked at on its hour
            ahead = [mark.at for mark in marks[p.case] if mark.at > now]
            look = min([*ahead, look] if look > now else (ahead or [look]))
        if again_at is not None and look is not None and look <= now:
            look = again_at
        yield (p.case, p.verb, p.action, p.step, p.due_on, look, p.because[:200], p.stake, closed)


def _customer_row(kept: Kept) -> tuple[object, ...]:
    """The earliest thing planned, for the list of customers."""
    dated = [(p.due_on, p.because) for p in kept.plan.cases if p.verb != "close" and p.due_on is not None]
    on, because = min(dated, default=(None, ""), key=_on)
    return (kept.customer.id, on, because[:200])


def _on(pair: tuple[date | None, str]) -> date:
    return pair[0] or date.max


def _record_skips(business: Business, kept: Sequence[Kept], now: datetime) -> None:
    rows = [
        (
            business.pk,
            p.case,
            skip.step,
            "skipped",
            f"sautée : {skip.reason}"[:200],
            k.customer.calendar.today(now),
            now,
        )
        for k in kept
        for p in k.plan.cases
        for skip in p.skipped
    ]
    insert_rows(StepDone, _SKIP, rows)
