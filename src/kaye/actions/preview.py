"""What will happen in the next days if nothing changes: the same code as the run."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from kaye.actions.engine import engine
from kaye.actions.lines import Line, finish
from kaye.records.calendars import calendar_of
from kaye.records.facts import load_customers, load_house
from kaye.records.models import Business, Case, OutgoingMessage
from kaye.rules.compose import Composed
from kaye.rules.decision import Item
from kaye.rules.facts import CustomerFacts
from kaye.rules.timeline import timeline

_SAID = Composed("", "", None)  # the words were checked when they were written


def preview(
    business: Business, now: datetime, days: int, customer_ids: list[int] | None = None
) -> Iterator[Line]:
    """Every item of the next `days` days, today included, day by day. `customer_ids` restricts to some."""
    ready = engine(business)
    first = calendar_of(business).today(now)
    cases = Case.objects.filter(
        business=business, closed_at=None, due_on__lte=first + timedelta(days=days + 1)
    )
    if customer_ids is not None:
        cases = cases.filter(customer_id__in=customer_ids)
    ids = sorted({c for c in cases.values_list("customer_id", flat=True) if c is not None})
    customers = [
        c
        for start in range(0, len(ids), 500)
        for c in load_customers(business, ids[start : start + 500], now)
    ]
    if customer_ids is None:
        house = load_house(business)
        if house.cases:
            customers.append(house)
    last = first + timedelta(days=days)
    lines = [
        finish(ready, p.item, p.customer, p.day)
        for p in timeline(customers, ready.facts, ready.library, first, days)
    ]
    lines += [line for line in on_their_way(business, customers) if line.day < last]
    yield from sorted(lines, key=_rank)


def _rank(line: Line) -> tuple[date, int, date, int, str]:
    return line.day, -line.item.stake, line.item.due_on, line.customer.id or 2**62, line.item.id


def on_their_way(business: Business, customers: Sequence[CustomerFacts]) -> Iterator[Line]:
    """What waits in the outbox for its hour, in the very words that will leave."""
    known = {c.id: c for c in customers}
    rows = OutgoingMessage.objects.filter(
        business=business, state__in=("due", "leased"), customer_id__in=list(known)
    )
    for row in rows.prefetch_related("steps").order_by("id"):
        kinds = tuple(row.kinds.split(","))
        item = Item(
            id=row.item,
            kind=kinds[0],
            kinds=kinds,
            action="auto",
            parts=tuple((s.case_id, s.step) for s in row.steps.all()),
            due_on=row.due_on or row.local_date,
            because=row.because,
            stake=row.amount or 0,
            purpose=row.purpose,
            family=row.family,
            tone=row.tone,
            step_label=row.step_label or None,
            customer=row.customer_id,
            channel=row.channel,
            address=row.address,
            amount=row.amount,
            anchor_on=row.anchor_on,
            text_id=row.text_id or None,
            deadline=row.deadline_on,
        )
        yield Line(item, known[row.customer_id or 0], row.local_date, row.text, row.subject, None, _SAID)
