"""Decide again for these customers, because a fact changed. The decision is a cache: this can run at any time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from kaye.actions.engine import Engine, engine
from kaye.actions.keep_plan import Kept, keep_plans
from kaye.records.facts import load_customers, load_house
from kaye.records.models import Business
from kaye.rules.bundle import plan_day

CHUNK = 500
_NOTED: ContextVar[set[int] | None] = ContextVar("customers to plan at the end", default=None)


def replan(*, business: Business, customer_ids: Iterable[int], now: datetime) -> None:
    """Plan every open case of these customers again and keep it. Constant queries per 500 customers."""
    ids = sorted(set(customer_ids))
    if not ids:
        return
    if (noted := _NOTED.get()) is not None:
        noted.update(ids)
        return
    ready = engine(business)
    for start in range(0, len(ids), CHUNK):
        plan_customers(ready, ids[start : start + CHUNK], now)


@contextmanager
def planned_once(*, business: Business, now: datetime) -> Iterator[None]:
    """Inside, `replan` only notes whose plan is to be made again: it is made once, at the end, before the transaction
    ends. For acts made of several acts; what they read in between are facts, never decisions."""
    if _NOTED.get() is not None:
        yield
        return
    noted: set[int] = set()
    token = _NOTED.set(noted)
    try:
        yield
    finally:
        _NOTED.reset(token)
    replan(business=business, customer_ids=noted, now=now)


def replan_house(*, business: Business, now: datetime) -> None:
    """The same for what concerns only the owner: stock alerts."""
    ready = engine(business)
    house = load_house(business)
    keep_plans(
        business, [Kept(house, plan_day(house, ready.facts, ready.library, house.calendar.today(now)))], now
    )


def plan_customers(ready: Engine, ids: list[int], now: datetime) -> list[Kept]:
    """Load, decide and keep one batch."""
    kept = [
        Kept(c, plan_day(c, ready.facts, ready.library, c.calendar.today(now)))
        for c in load_customers(ready.business, ids, now)
    ]
    keep_plans(ready.business, kept, now)
    return kept
