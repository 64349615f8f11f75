"""Who waits for an answer and will soon, or does already, wait too long: the head of the morning list (C32)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kaye.records.calendars import calendar_of
from kaye.records.models import Business, Thread
from kaye.rules.decision import Item

_MOST = 200


@dataclass(frozen=True, slots=True)
class Clock:
    """A thread whose clock rings. `words` follow « Parce que »."""

    thread: int
    due_on: date
    words: str

    def item(self, customer: int, day: date) -> Item:
        """A line of its own, for a thread without an open request."""
        return Item(
            id=f"fil.{self.thread}",
            kind="request",
            kinds=("request",),
            action="internal",
            parts=(),
            due_on=min(self.due_on, day),
            because=self.words,
            stake=0,
            purpose="internal",
            family="request",
            customer=customer,
        )

    def said(self, item: Item) -> Item:
        """The same line, saying how late it is."""
        return replace(item, because=self.words)


def waiting_for_us(business: Business, now: datetime, most: int | None = None) -> Mapping[int, Clock]:
    """By customer, the one due first before the others. One query."""
    rows = Thread.objects.filter(business=business, state="to_answer", soon_at__lte=now).order_by(
        "due_at", "id"
    )
    zone = ZoneInfo(calendar_of(business).zone)
    found: dict[int, Clock] = {}
    for pk, customer, due_at in rows.values_list("pk", "customer_id", "due_at")[: most or _MOST]:
        late = due_at is not None and due_at <= now
        words = "attend une réponse, en retard" if late else "attend une réponse, bientôt en retard"
        local = (due_at or now).astimezone(zone)
        found[customer] = Clock(pk, local.date(), f"{words} ({local:%H:%M})")
    return found
