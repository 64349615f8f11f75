"""What will happen if nothing changes: the day's plan, iterated. Preview, calendar and forecast are this."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaye.rules.bundle import plan_day
from kaye.rules.decision import DayPlan, Item
from kaye.rules.facts import BusinessFacts, CaseFacts, ContactFacts, CustomerFacts, StepRecord
from kaye.rules.wording import Library

_COUNTED = ("auto", "tap", "approve")


@dataclass(frozen=True, slots=True)
class Planned:
    """An item on its day, with the customer as it will then be."""

    day: date
    item: Item
    customer: CustomerFacts


def timeline(
    customers: Sequence[CustomerFacts], business: BusinessFacts, library: Library, first: date, days: int
) -> Iterator[Planned]:
    """Every item of the next `days` days, day by day, supposing that each is done on its day (R9).

    Customers who share a number are counted together (R17). Only customers with something due are looked at.
    """
    current = {c.id: c for c in customers}
    look = {c.id: first for c in customers}
    shared = _neighbours(customers)
    for offset in range(days):
        day = first + timedelta(days=offset)
        for customer_id in [c for c, on in look.items() if on <= day]:
            customer = current[customer_id]
            plan = plan_day(customer, business, library, day)
            for item in plan.items:
                yield Planned(day, item, customer)
                if item.action in _COUNTED and item.channel:
                    for other in shared.get((customer_id, item.address), ()):
                        current[other] = _with_shared(current[other], item, day)
            current[customer_id] = after_day(customer, plan, day)
            look[customer_id] = _next_look(plan, day)


def after_day(customer: CustomerFacts, plan: DayPlan, day: date) -> CustomerFacts:
    """The customer at the end of a day on which every item was done and every decision kept."""
    records: dict[int, list[StepRecord]] = {}
    contacts = list(customer.contacts)
    asked: set[int] = set()
    for item in plan.items:
        outcome = "called" if item.action == "call" else "sent"
        for case, step in item.parts:
            if step == "ask":
                asked.add(case)
            else:
                records.setdefault(case, []).append(StepRecord(step, outcome, day, item.deadline))
        if item.action in _COUNTED and item.channel:
            contacts.append(ContactFacts(day, item.purpose, item.family, tuple(c for c, _ in item.parts)))
    closed = {p.case for p in plan.cases if p.verb == "close"} | asked
    for case_plan in plan.cases:
        for skip in case_plan.skipped:
            records.setdefault(case_plan.case, []).append(StepRecord(skip.step, "skipped", day))
    cases = tuple(_with_records(c, records.get(c.id, ())) for c in customer.cases if c.id not in closed)
    return replace(customer, cases=cases, contacts=tuple(contacts))


def _with_records(case: CaseFacts, records: Sequence[StepRecord]) -> CaseFacts:
    return replace(case, done=case.done + tuple(records)) if records else case


def _next_look(plan: DayPlan, day: date) -> date:
    if plan.items:
        return day + timedelta(days=1)
    looks = [p.look_on for p in plan.cases if p.look_on is not None]
    return max(min(looks, default=date.max), day + timedelta(days=1))


def _neighbours(customers: Sequence[CustomerFacts]) -> dict[tuple[int, str], tuple[int, ...]]:
    by_address: dict[str, list[int]] = {}
    for customer in customers:
        for point in customer.points:
            by_address.setdefault(point.value, []).append(customer.id)
    return {
        (me, address): tuple(o for o in ids if o != me)
        for address, ids in by_address.items()
        if len(ids) > 1
        for me in ids
    }


def _with_shared(customer: CustomerFacts, item: Item, day: date) -> CustomerFacts:
    contact = ContactFacts(day, item.purpose, item.family)
    return replace(customer, shared_contacts=(*customer.shared_contacts, contact))
