"""What will happen if nothing changes: the day's plan, iterated. Preview, calendar and forecast are this."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaye.rules.bundle import plan_day
from kaye.rules.decide import ANSWER, behind_question
from kaye.rules.decision import DayPlan, Item
from kaye.rules.facts import BusinessFacts, CaseFacts, ContactFacts, CustomerFacts, StepRecord
from kaye.rules.precedence import LAST, Precedence, precedence
from kaye.rules.wording import Library

_COUNTED = ("auto", "tap", "approve", "check")  # a check with a channel: its message, sent by hand
_ON_ITS_WAY = ("due", "leased", "handing")


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
    current = {c.id: _as_sent(c) for c in customers}
    look = {c.id: first for c in customers}
    shared = _neighbours(customers)
    for offset in range(days):
        day = first + timedelta(days=offset)
        ids = [c for c, on in look.items() if on <= day]
        for customer_id in _leaders_first(ids, current, shared, business, library, day):
            customer = current[customer_id]
            plan = plan_day(customer, business, library, day)
            for item in plan.items:
                yield Planned(day, item, customer)
                if _is_counted(customer, item):
                    for other in shared.get((customer_id, item.address), ()):
                        current[other] = _with_shared(current[other], item, day)
            current[customer_id] = after_day(customer, plan, day)
            look[customer_id] = _next_look(plan, day)


def after_day(customer: CustomerFacts, plan: DayPlan, day: date) -> CustomerFacts:
    """The customer at the end of a day on which every item was done and every decision kept."""
    records: dict[int, list[StepRecord]] = {}
    contacts = list(customer.contacts)
    asked: set[int] = set()
    answered: set[int] = set()
    for item in plan.items:
        outcome = "sent" if item.channel or item.action == "approve" else "called"
        outcome = "called" if item.action == "call" else outcome
        for case, step in item.parts:
            if step == "ask" and item.message is not None:
                asked.add(case)  # whether it left is not known: nothing can be said of what follows
            elif step == "ask":
                behind = {h.id for h in behind_question(customer, [c for c, _ in item.parts], day)}
                answered |= behind
                if not behind:
                    records.setdefault(case, []).append(StepRecord(f"{ANSWER}{day:%y%m%d}", "skipped", day))
            else:
                records.setdefault(case, []).append(StepRecord(step, outcome, day, item.deadline))
        if _is_counted(customer, item):
            contacts.append(ContactFacts(day, item.purpose, item.family, tuple(c for c, _ in item.parts)))
    closed = {p.case for p in plan.cases if p.verb == "close"} | asked
    for case_plan in plan.cases:
        for skip in case_plan.skipped:
            records.setdefault(case_plan.case, []).append(StepRecord(skip.step, "skipped", day))
    cases = tuple(_with_records(c, records.get(c.id, ())) for c in customer.cases if c.id not in closed)
    holds = tuple(h for h in customer.holds if h.id not in answered)
    return replace(customer, cases=cases, contacts=tuple(contacts), holds=holds)


def _is_counted(customer: CustomerFacts, item: Item) -> bool:
    """Whether the caps count it: a message; not a call, not a letter that a person posts."""
    if item.action not in _COUNTED or not item.channel:
        return False
    case_id, uid = item.parts[0]
    case = next((c for c in customer.cases if c.id == case_id), None)
    step = case.scenario.step(uid) if case else None
    return step is not None and not step.human_always


def _as_sent(customer: CustomerFacts) -> CustomerFacts:
    """What is already in the outbox leaves on its day: the rest is decided after it."""
    if not any(c.pending for c in customer.cases):
        return customer
    return replace(customer, cases=tuple(_case_as_sent(c) for c in customer.cases))


def _case_as_sent(case: CaseFacts) -> CaseFacts:
    pending = case.pending
    if pending is None or pending.state not in _ON_ITS_WAY:
        return case
    record = StepRecord(pending.step, "sent", pending.on, pending.deadline)
    return replace(case, pending=None, done=(*case.done, record))


def _leaders_first(
    ids: Sequence[int],
    current: Mapping[int, CustomerFacts],
    shared: Mapping[tuple[int, str], tuple[int, ...]],
    business: BusinessFacts,
    library: Library,
    day: date,
) -> Sequence[int]:
    """Of customers who share an address, the one whose message is the one of the day comes first."""
    sharing = {me for me, _ in shared}
    if sharing.isdisjoint(ids):
        return ids

    def rank(customer_id: int) -> Precedence:
        customer = current[customer_id]
        if customer_id not in sharing:
            return LAST
        items = plan_day(customer, business, library, day).items
        return min((precedence(customer, i) for i in items), default=LAST)

    return sorted(ids, key=rank)


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
