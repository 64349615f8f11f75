"""Days of a shop in a few words: the worker turns, the owner goes through the morning list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from kaye.actions.approve import approve
from kaye.actions.engine import engine
from kaye.actions.find_item import find_item
from kaye.actions.finish_step import finish_step
from kaye.actions.lines import Line
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.send_notice import send_notice
from kaye.actions.tick import Turn, tick
from kaye.actions.today import today
from kaye.records.calendars import calendar_of, local_day
from kaye.records.models import (
    Business,
    ContactPoint,
    Customer,
    FormalNotice,
    Instalment,
    OutgoingMessage,
    Receivable,
    StepDone,
)
from kaye.records.sums import recount

_OUTCOME = {"tap": "sent", "call": "called", "check": "skipped", "internal": "sent"}


def day(text: str) -> date:
    """« 05-22 » is in 2026."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def at(business: Business, on: date | str, hour: float = 9) -> datetime:
    """The instant of that hour on the wall of the shop."""
    when = day(on) if isinstance(on, str) else on
    return calendar_of(business).local(when, time(int(hour), int(hour % 1 * 60)))


def days(first: date | str, last: date | str) -> Iterator[date]:
    start = day(first) if isinstance(first, str) else first
    end = day(last) if isinstance(last, str) else last
    for ordinal in range(start.toordinal(), end.toordinal() + 1):
        yield date.fromordinal(ordinal)


def turn(business: Business, now: datetime) -> Turn:
    """One turn of the worker."""
    (only,) = tick(now, business, clock=lambda: now)
    return only


def only(business: Business, now: datetime) -> Line:
    (line,) = today(business, now).lines
    return line


def do(business: Business, line: Line, now: datetime) -> str:
    """What an obliging owner does with a line: approve, tap, call, look."""
    if line.item.action == "approve":
        approved = approve(business=business, item_id=line.item.id, now=now)
        if approved.notice is not None:  # the letter is posted the same day
            notice = FormalNotice.objects.get(pk=approved.notice)
            send_notice(business=business, notice=notice, sent_on=local_day(business, now), now=now)
        return "approved"
    outcome = _OUTCOME[line.item.action]
    finish_step(business=business, item_id=line.item.id, outcome=outcome, now=now)
    return outcome


def do_all(
    business: Business, now: datetime, among: Sequence[str] = ("tap", "call", "approve")
) -> list[Line]:
    """The whole list, best first; a line that the one before made useless is left."""
    done = []
    for line in today(business, now).lines:
        if line.item.action in among:
            try:
                do(business, line, now)
            except Refusal:
                continue
            done.append(line)
    return done


@dataclass
class Story:
    """What the shop lived: the lines done by hand, by day."""

    lines: list[tuple[date, Line]] = field(default_factory=list)


def live(business: Business, first: date | str, last: date | str, by_hand: bool = True) -> Story:
    """Day after day: the list at seven and the taps at half past eight, a turn at nine, another at half past nine."""
    story = Story()
    for on in days(first, last):
        if by_hand:
            story.lines += [(on, line) for line in do_all(business, at(business, on, 8.5))]
        turn(business, at(business, on, 9))
        turn(business, at(business, on, 9.5))
    return story


def sent_days(business: Business, family: str = "payment") -> dict[int, list[date]]:
    """The days of the messages about money (or another family) that left, by customer."""
    found: dict[int, list[date]] = {}
    rows = OutgoingMessage.objects.filter(business=business, state="sent", family=family)
    rows = rows.order_by("local_date", "id")
    for customer, on in rows.values_list("customer_id", "local_date"):
        found.setdefault(customer or 0, []).append(on)
    return found


def closest(found: dict[int, list[date]]) -> int:
    """The smallest number of days between two messages of one customer."""
    gaps = [(b - a).days for dates in found.values() for a, b in pairwise(dates)]
    return min(gaps, default=999)


def steps_done(business: Business, outcomes: Sequence[str] = ("sent", "called")) -> int:
    return StepDone.objects.filter(business=business, outcome__in=outcomes).count()


def many_debts(
    business: Business,
    count: int,
    due_on: date,
    now: datetime,
    amount: int = 10_000,
    origin: str = "invoice",
    emails: bool = True,
    per_customer: int = 1,
) -> list[int]:
    """That many customers who owe, written at once as an import does; answers their ids."""
    who = Customer.objects.bulk_create(
        Customer(business=business, civility="Madame", first_name=f"Awa{letters(n)}", name=f"Mme Awa{letters(n)}",
                 last_activity_at=now, created_at=now)
        for n in range(count)
    )  # fmt: skip
    points = [("phone", f"+59069{c.pk:07d}" if emails else f"+23767{c.pk:07d}", c) for c in who]
    points += [("email", f"client{c.pk}@exemple.fr", c) for c in who] if emails else []
    ContactPoint.objects.bulk_create(
        ContactPoint(business=business, customer=c, kind=kind, value=value, created_at=now)
        for kind, value, c in points
    )
    receivables = Receivable.objects.bulk_create(
        Receivable(business=business, customer=c, origin=origin, reference=f"FA-{c.pk}-{k}", label="Riz et huile",
                   issued_on=due_on - timedelta(days=30), total=amount, created_at=now)
        for c in who
        for k in range(per_customer)
    )  # fmt: skip
    instalments = Instalment.objects.bulk_create(
        Instalment(business=business, receivable=r, customer_id=r.customer_id, due_on=due_on, amount=amount)
        for r in receivables
    )
    ids = [c.pk for c in who]
    recount(business, ids)
    open_cases(business=business, now=now, instalments=instalments)
    replan(business=business, customer_ids=ids, now=now)
    return ids


def letters(number: int) -> str:
    """0 is « a », 26 is « ba »: a name has no digit."""
    tens, ones = divmod(number, 26)
    return (letters(tens) if tens else "") + chr(ord("a") + ones)


def line_of(business: Business, item_id: str, now: datetime) -> Line:
    return find_item(engine(business), item_id, now)
