"""The morning list: what a person has to do today, the best first, at most N."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kaye.actions.engine import Engine, engine
from kaye.actions.inbox.clock_lines import Clock, waiting_for_us
from kaye.actions.lines import Line, finish
from kaye.records.calendars import calendar_of
from kaye.records.facts import HOUSE, load_customers, load_house
from kaye.records.models import Business, Case, Hold, OutgoingMessage
from kaye.records.sums import open_instalments
from kaye.rules.bundle import plan_day
from kaye.rules.decide import ASKING
from kaye.rules.decision import Item
from kaye.rules.facts import CustomerFacts
from kaye.rules.precedence import precedence

_CONTACT = ("tap", "call", "approve")
_PLAN_LATE = timedelta(days=15)  # M30

Found = tuple[Item, CustomerFacts, date]


@dataclass(frozen=True, slots=True)
class Morning:
    """`lines` are shown; `waiting` counts the others; `more`: there are more than were looked at."""

    at: datetime
    lines: tuple[Line, ...]
    waiting: int
    more: bool = False

    @property
    def contacts(self) -> tuple[Line, ...]:
        """The follow-ups proper: to send, to call, to approve."""
        return tuple(line for line in self.lines if line.item.action in _CONTACT)


def today(
    business: Business,
    now: datetime,
    limit: int | None = None,
    look_at: int | None = None,
    clocks: bool = True,
) -> Morning:
    """The list at this instant. `limit` None: everything. `look_at` bounds how many cases are looked at.

    `clocks` False: without those who wait for an answer, for a page that shows them apart.
    """
    ready = engine(business)
    ids, house, more = _due_customers(business, now, look_at)
    waiting = waiting_for_us(business, now, look_at) if clocks else {}
    ids = sorted({*ids, *waiting})
    ranked = _ranked(_items(ready, business, ids, house, now))
    ranked = _clocks_first(ranked, waiting, business, now) if clocks else _without_clocks(ranked)
    lines = [finish(ready, item, customer, day) for item, customer, day in ranked[:limit]]
    lines = _with_uncertain_words(lines)
    return Morning(now, tuple(lines), max(0, len(ranked) - len(lines)), more)


def due_before(business: Business, now: datetime) -> date:
    """A day after which nothing can be due now, in any customer's zone."""
    return calendar_of(business).today(now) + timedelta(days=1)


def _due_customers(business: Business, now: datetime, look_at: int | None) -> tuple[list[int], bool, bool]:
    rows = (
        Case.objects.filter(business=business, closed_at=None, due_on__lte=due_before(business, now))
        .order_by("-stake", "id")
        .values_list("customer_id", flat=True)
    )
    of_customers = rows.filter(customer__isnull=False)
    found = list(of_customers[: look_at + 1] if look_at else of_customers)
    more = bool(look_at) and len(found) > (look_at or 0)
    house = rows.filter(customer=None).order_by().exists()
    ids = {c for c in found if c is not None} | _to_look_at(business, now, look_at)
    return sorted(ids), house, more


def _to_look_at(business: Business, now: datetime, look_at: int | None) -> set[int]:
    """Who has a question open to the owner, whatever it is worth: « déjà payé », a message that may have left."""
    today_ = calendar_of(business).today(now)
    holds = Hold.objects.filter(business=business, kind__in=ASKING, lifted_at=None, until__gte=today_)
    messages = OutgoingMessage.objects.filter(business=business, state="uncertain")
    planned = open_instalments(business).filter(plan__isnull=False, due_on__lt=today_ - _PLAN_LATE)
    late = planned.filter(plan__state="kept").order_by("due_on", "id")
    found: set[int] = set()
    for rows in (holds.order_by("id"), messages.order_by("id"), late):
        asked = rows.filter(customer__isnull=False).values_list("customer_id", flat=True)
        found.update(asked[:look_at] if look_at else asked)
    return found


def _items(ready: Engine, business: Business, ids: list[int], house: bool, now: datetime) -> list[Found]:
    customers = [
        c
        for start in range(0, len(ids), 500)
        for c in load_customers(business, ids[start : start + 500], now)
    ]
    if house:
        customers.append(load_house(business))
    found = [
        (item, customer, day)
        for customer in customers
        for day in (customer.calendar.today(now),)
        for item in plan_day(customer, ready.facts, ready.library, day).items
    ]
    return list(_one_per_address(ready, found))


def _one_per_address(ready: Engine, found: list[Found]) -> Iterator[Found]:
    """What a person has to do; of several names at one number, the message that comes first (R17)."""
    leaving = [f for f in found if f[0].action == "auto" and not _is_blocked(ready, *f)]
    ids = {item.id for item, _, _ in leaving}
    taken = {item.address for item, _, _ in leaving}
    for each in sorted(found, key=lambda f: precedence(f[1], f[0])):
        item, customer, _ = each
        if item.id in ids:
            continue
        if item.action in ("tap", "approve") and item.address:
            if not taken.isdisjoint(p.value for p in customer.points):
                continue
            taken.add(item.address)
        yield each


def _is_blocked(ready: Engine, item: Item, customer: CustomerFacts, day: date) -> bool:
    return finish(ready, item, customer, day).item.action == "check"


def _ranked(found: list[Found]) -> list[Found]:
    """By expected money, then the oldest, then the smallest id: the same order at every call."""
    return sorted(
        found, key=lambda f: (-f[0].stake, f[0].due_on, f[1].id if f[1].id != HOUSE else 2**62, f[0].id)
    )


def _clocks_first(
    ranked: list[Found], clocks: Mapping[int, Clock], business: Business, now: datetime
) -> list[Found]:
    """Who waits for an answer before all the rest, the oldest due first; one line for each (C32)."""
    if not clocks:
        return ranked
    mine = {f[1].id: f for f in ranked if f[0].family == "request" and f[1].id in clocks}
    unlisted = sorted(set(clocks) - set(mine))
    for customer in load_customers(business, unlisted, now) if unlisted else ():
        day = customer.calendar.today(now)
        mine[customer.id] = (clocks[customer.id].item(customer.id, day), customer, day)
    first = [(clocks[pk].said(mine[pk][0]), *mine[pk][1:]) for pk in clocks if pk in mine]
    return first + [f for f in ranked if not (f[0].family == "request" and f[1].id in clocks)]


def _without_clocks(ranked: list[Found]) -> list[Found]:
    return [f for f in ranked if not (f[0].family == "request" and f[0].action == "internal")]


def _with_uncertain_words(lines: list[Line]) -> list[Line]:
    """A message to be checked shows the very words that may have left."""
    wanted = {line.item.message for line in lines if line.item.message}
    if not wanted:
        return lines
    rows = OutgoingMessage.objects.filter(id__in=wanted).values_list("id", "text", "subject")
    words = {message: (text, subject) for message, text, subject in rows}
    return [_worded(line, words) for line in lines]


def _worded(line: Line, words: dict[int, tuple[str, str]]) -> Line:
    if line.item.message not in words:
        return line
    text, subject = words[line.item.message]
    return Line(line.item, line.customer, line.day, text, subject, None, line.composed)
