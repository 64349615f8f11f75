"""What will happen in the next days if nothing changes: the same code as the run."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kaye.actions.engine import engine
from kaye.actions.lines import Line, finish
from kaye.records.calendars import calendar_of
from kaye.records.facts import load_customers, load_house
from kaye.records.models import Business, Case
from kaye.rules.timeline import timeline


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
    planned = list(timeline(customers, ready.facts, ready.library, first, days))
    for p in sorted(
        planned, key=lambda p: (p.day, -p.item.stake, p.item.due_on, p.customer.id or 2**62, p.item.id)
    ):
        yield finish(ready, p.item, p.customer, p.day)
