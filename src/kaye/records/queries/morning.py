"""What the morning page asks besides its list: what was done today, what comes next. Never a COUNT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kaye.records.models import Business, Case, OutgoingMessage

PAGE = 40


@dataclass(frozen=True, slots=True)
class Coming:
    """An open case: what waits, until when, why. `customer` None: a thing of the house (stock)."""

    case: int
    customer: int | None
    name: str
    kind: str
    verb: str
    action: str
    due_on: date
    because: str


@dataclass(frozen=True, slots=True)
class ComingPage:
    """`after`: what to give to get the next page; empty at the end."""

    rows: tuple[Coming, ...]
    after: str


def coming(business: Business, after: str = "", since: date | None = None, size: int = PAGE) -> ComingPage:
    """Every open case by date, then by expected money. One query. `since`: only from that day on."""
    rows = Case.objects.filter(business=business, closed_at=None, due_on__isnull=False)
    if since:
        rows = rows.filter(due_on__gte=since)
    if start := _read_cursor(after):
        due_on, stake, pk = start
        same_day = Q(due_on=due_on) & (Q(stake__lt=stake) | Q(stake=stake, pk__gt=pk))
        rows = rows.filter(due_on__gte=due_on).filter(Q(due_on__gt=due_on) | same_day)
    found = list(
        rows.order_by("due_on", "-stake", "id").values_list(
            "id", "customer_id", "customer__name", "kind", "verb", "action", "due_on", "because", "stake"
        )[: size + 1]
    )
    shown = tuple(
        Coming(case, customer, name or "", kind, verb, action, due_on, because)
        for case, customer, name, kind, verb, action, due_on, because, _ in found[:size]
        if due_on is not None
    )
    after = (
        f"{shown[-1].due_on.isoformat()}_{found[size - 1][8]}_{shown[-1].case}" if len(found) > size else ""
    )
    return ComingPage(shown, after)


def where_uncertain(messages: Sequence[int]) -> dict[int, OutgoingMessage]:
    """Messages to be checked, by id."""
    return OutgoingMessage.objects.in_bulk(messages) if messages else {}


def _read_cursor(text: str) -> tuple[date, int, int] | None:
    """None for anything that is not one of ours: the first page is shown."""
    parts = text.split("_")
    try:
        return date.fromisoformat(parts[0]), int(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        return None
