"""Decide every open case again beside what is kept of it: what differs was missed somewhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kaye.actions.engine import Engine, engine
from kaye.actions.keep_plan import Kept, keep_plans, look_at
from kaye.records.facts import HOUSE, load_customers, load_house
from kaye.records.models import Business, Case
from kaye.rules.bundle import plan_day
from kaye.rules.decision import CasePlan
from kaye.rules.facts import CustomerFacts

CHUNK = 200  # customers at once
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Missed:
    """A case that would be looked at too late, or shown too late. `why`: in French."""

    case: int
    why: str


@dataclass(frozen=True, slots=True)
class _Cached:
    due_on: date | None
    next_at: datetime | None


def look_again(
    business: Business, now: datetime, keep: bool, stopping: Callable[[], bool] = lambda: False
) -> Iterator[tuple[int, list[Missed]]]:
    """(customers looked at, what was missed), chunk after chunk; constant queries and memory per chunk.

    A customer with a case to be looked at today is left to the worker, who then decides all of them.
    `keep`: repair what was missed.
    """
    ready = engine(business)
    for ids in _chunks(business):
        if stopping():
            return
        yield _compare(ready, load_customers(business, ids, now), now, keep)
    house = load_house(business)
    if house.cases and not stopping():
        yield _compare(ready, [house], now, keep)


def _chunks(business: Business) -> Iterator[list[int]]:
    last = 0
    open_cases = Case.objects.filter(business=business, closed_at=None)
    while True:
        rows = open_cases.filter(customer_id__gt=last).order_by("customer_id").distinct()
        ids = [c for c in rows.values_list("customer_id", flat=True)[:CHUNK] if c is not None]
        if not ids:
            return
        yield ids
        last = ids[-1]


def _compare(
    ready: Engine, customers: Sequence[CustomerFacts], now: datetime, keep: bool
) -> tuple[int, list[Missed]]:
    cached = _cached(ready.business, customers)
    missed: list[Missed] = []
    wrong: list[Kept] = []
    for customer in customers:
        today = customer.calendar.today(now)
        if _is_for_worker(customer, cached, today):
            continue
        plan = plan_day(customer, ready.facts, ready.library, today)
        kinds = {c.id: c.kind for c in customer.cases}
        waiting = {c.id for c in customer.cases if c.pending is not None}
        found = [
            m
            for p in plan.cases
            if p.case in cached
            and p.case not in waiting
            and (m := _difference(p, cached[p.case], look_at(customer, p, kinds[p.case], now)))
        ]
        if found:
            missed.extend(found)
            wrong.append(Kept(customer, plan))
    if keep and wrong:
        keep_plans(ready.business, wrong, now)
    return len(customers), missed


def _is_for_worker(customer: CustomerFacts, cached: Mapping[int, _Cached], today: date) -> bool:
    looks = (cached[c.id].next_at for c in customer.cases if c.id in cached)
    return any(at is not None and customer.calendar.today(at) <= today for at in looks)


def _difference(p: CasePlan, cached: _Cached, look: datetime | None) -> Missed | None:
    """None when what is kept is good enough: looked at in time, listed in time."""
    if p.verb == "close":
        return Missed(p.case, f"relance ouverte alors qu'elle est finie : {p.because}")
    if cached.next_at is None:
        return Missed(p.case, "relance ouverte que personne ne regardera")
    if look is not None and look < cached.next_at - _MINUTE:
        return Missed(p.case, f"relance regardée trop tard : {p.because}")
    if p.due_on is not None and (cached.due_on is None or p.due_on < cached.due_on):
        return Missed(p.case, f"relance montrée trop tard : {p.because}")
    return None


def _cached(business: Business, customers: Sequence[CustomerFacts]) -> dict[int, _Cached]:
    rows = Case.objects.filter(business=business, closed_at=None)
    if any(c.id == HOUSE for c in customers):
        rows = rows.filter(customer=None)
    else:
        rows = rows.filter(customer_id__in=[c.id for c in customers])
    return {pk: _Cached(due_on, at) for pk, due_on, at in rows.values_list("id", "due_on", "next_at")}
