"""Plan what is due: decide, bundle, check, write into the outbox. Nothing leaves here."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import F

from kaye.actions.engine import Engine, engine
from kaye.actions.give_link import give_payment_links
from kaye.actions.keep_plan import Kept, keep_plans
from kaye.actions.lines import Line, finish
from kaye.actions.outbox import Departure, put
from kaye.actions.steady import steady
from kaye.records.again import again
from kaye.records.facts import load_customers, load_house
from kaye.records.models import Business, Case
from kaye.rules import gates
from kaye.rules.bundle import plan_day
from kaye.rules.decision import CasePlan, DayPlan, Item
from kaye.rules.facts import CustomerFacts
from kaye.rules.precedence import LAST, Precedence, precedence

BATCH = 400  # cases taken at once
_AGAIN = timedelta(hours=1)  # what this turn could not settle is looked at once more
_SILENCE = timedelta(hours=25)  # a day, and the hour that a night of October or a slow clock adds
_NOTED_EVERY = timedelta(minutes=1)  # a turn with nothing to do writes nothing
_MANY = 20  # automatic messages after a silence that a person must approve first (R40)

Stopping = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one run wrote: messages ready to leave, things for a person, cases looked at."""

    messages: int = 0
    tasks: int = 0
    cases: int = 0


def never() -> bool:
    """Go on to the end."""
    return False


def send_due(business: Business, now: datetime, stopping: Stopping = never) -> Planned:
    """Plan every case whose time has come, batch by batch, each in one transaction. Cost: what is due.

    `stopping` is asked before each batch; True leaves the rest to the next turn.
    """
    business.refresh_from_db(fields=["last_tick_at"])
    _after_silence(business, now)
    if business.last_tick_at is None or abs(now - business.last_tick_at) >= _NOTED_EVERY:
        Business.objects.filter(pk=business.pk).update(last_tick_at=now)
    total = Planned()
    if not Case.objects.filter(business=business, closed_at=None, next_at__lte=now).exists():
        return total
    ready = engine(business)
    while not stopping():
        done = again(partial(_plan_next, ready, now))
        if done is None:
            break
        total = Planned(total.messages + done.messages, total.tasks + done.tasks, total.cases + done.cases)
    return total


def _plan_next(ready: Engine, now: datetime) -> Planned | None:
    """One batch in one transaction; None when nothing is due any more, or only what others have in hand."""
    with steady(), transaction.atomic():
        batch = _batch(ready.business, now)
        return _plan_batch(ready, batch, now) if batch else None


def _batch(business: Business, now: datetime) -> list[tuple[int, int | None]]:
    """The next cases due. A customer's cases are decided together: PostgreSQL locks customers, not cases, and passes
    over those that another worker has in hand."""
    if connection.vendor != "postgresql":
        due = Case.objects.filter(business=business, closed_at=None, next_at__lte=now).order_by(
            "next_at", "id"
        )
        return list(due.values_list("id", "customer_id")[:BATCH])
    with connection.cursor() as cursor:
        cursor.execute(_BATCH_SQL, [business.pk, now, BATCH])
        found: list[tuple[int, int | None]] = cursor.fetchall()
    return found or _house_batch(business, now)


_BATCH_SQL = """
SELECT c.id, c.customer_id FROM records_case c JOIN records_customer k ON k.id = c.customer_id
WHERE c.business_id = %s AND c.closed_at IS NULL AND c.next_at <= %s
ORDER BY c.next_at, c.id LIMIT %s FOR NO KEY UPDATE OF k SKIP LOCKED
"""


def _house_batch(business: Business, now: datetime) -> list[tuple[int, int | None]]:
    """What concerns only the owner: one worker, the one that gets the row of the business."""
    due = Case.objects.filter(business=business, customer=None, closed_at=None, next_at__lte=now)
    mine = Business.objects.filter(pk=business.pk).select_for_update(no_key=True, skip_locked=True)
    if not due.exists() or not mine.values_list("pk"):
        return []
    return list(due.order_by("next_at", "id").values_list("id", "customer_id")[:BATCH])


def _plan_batch(ready: Engine, batch: Sequence[tuple[int, int | None]], now: datetime) -> Planned:
    ids = sorted({customer for _, customer in batch if customer is not None})
    give_payment_links(business=ready.business, customer_ids=ids, now=now)
    customers = load_customers(ready.business, ids, now)
    if any(customer is None for _, customer in batch):
        customers.append(load_house(ready.business))
    departures: list[Departure] = []
    kept: list[Kept] = []
    tasks = 0
    taken: set[str] = set()
    for customer in _leaders_first(ready, customers, now):
        plan, leaving = _plan_customer(ready, customer, now, taken)
        if leaving is not None:
            departures.append(leaving)
            taken.add(leaving.line.item.address)
        tasks += sum(item.action != "auto" for item in plan.items)
        kept.append(Kept(customer, plan))
    put(ready.business, departures, now)
    keep_plans(ready.business, kept, now, again_at=now + _AGAIN)
    _push_on(batch, now)
    return Planned(len(departures), tasks, len(batch))


def _leaders_first(ready: Engine, customers: list[CustomerFacts], now: datetime) -> list[CustomerFacts]:
    """Of names at one address, the one whose message is the one of the day comes first (R17)."""
    addresses = Counter(point.value for customer in customers for point in customer.points)
    if len(addresses) == addresses.total():
        return customers

    def rank(customer: CustomerFacts) -> Precedence:
        if all(addresses[point.value] == 1 for point in customer.points):
            return LAST
        plan = plan_day(customer, ready.facts, ready.library, customer.calendar.today(now))
        return min((precedence(customer, item) for item in plan.items), default=LAST)

    return sorted(customers, key=rank)


def _plan_customer(
    ready: Engine, customer: CustomerFacts, now: datetime, taken: set[str]
) -> tuple[DayPlan, Departure | None]:
    """The plan of the day, and the message that leaves now by itself, if any."""
    day = customer.calendar.today(now)
    plan = plan_day(customer, ready.facts, ready.library, day)
    item = next((i for i in plan.items if i.action == "auto"), None)
    if item is None:
        return plan, None
    if not taken.isdisjoint(
        p.value for p in customer.points
    ):  # same address, other name, same batch: tomorrow (R17)
        return _wait_until(
            plan, item, customer, now + timedelta(days=1), "même adresse qu'un autre message du jour"
        ), None
    if not gates.open_now(customer, now, item.purpose):
        return _wait_until(plan, item, customer, now, item.because), None
    line = finish(ready, item, customer, day)
    if line.item.action == "check":
        return _to_check(plan, line), None
    departure = Departure(line, "due", now, day)
    return _leaving(plan, item, customer), departure


def _leaving(plan: DayPlan, item: Item, customer: CustomerFacts) -> DayPlan:
    """The steps on their way are looked at again the next day."""
    parts = {case for case, _ in item.parts}
    cases = tuple(
        replace(
            p,
            verb="wait",
            because="le message est prêt à partir",
            look_on=(p.look_on or item.due_on) + timedelta(days=1),
        )
        if p.case in parts
        else p
        for p in plan.cases
    )
    return DayPlan(plan.items, cases)


def _wait_until(plan: DayPlan, item: Item, customer: CustomerFacts, after: datetime, because: str) -> DayPlan:
    """Closed window: the plan stays, to be looked at when it opens."""
    opening = customer.calendar.next_allowed(after, gates.window_of(item.purpose))
    day = customer.calendar.today(opening)
    parts = {case for case, _ in item.parts}
    cases = tuple(replace(p, because=because, look_on=day) if p.case in parts else p for p in plan.cases)
    return DayPlan(plan.items, cases)


def _to_check(plan: DayPlan, line: Line) -> DayPlan:
    parts = {case for case, _ in line.item.parts}
    tomorrow = line.day + timedelta(days=1)

    def checked(p: CasePlan) -> CasePlan:
        return (
            replace(p, action="check", because=line.item.because, look_on=tomorrow) if p.case in parts else p
        )

    return DayPlan(
        tuple(line.item if i.id == line.item.id else i for i in plan.items),
        tuple(checked(p) for p in plan.cases),
    )


def _push_on(batch: Sequence[tuple[int, int | None]], now: datetime) -> None:
    """No case may be taken twice in one run: what is still in the past is looked at in an hour."""
    ids = [case for case, _ in batch]
    Case.objects.filter(id__in=ids, next_at__lte=now).update(next_at=now + _AGAIN)


def _after_silence(business: Business, now: datetime) -> None:
    """More than a day of silence and many messages at once: a person looks before they leave (R40)."""
    last = business.last_tick_at
    if last is None or now - last <= _SILENCE:
        return
    automatic = Case.objects.filter(business=business, closed_at=None, next_at__lte=now, action="auto")
    customers = automatic.values("customer_id").distinct()[: _MANY + 1]
    if len(customers) > _MANY:
        automatic.update(proposed_step=F("step"), proposed_because="outage")
