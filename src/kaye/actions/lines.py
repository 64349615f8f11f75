"""Items with their finished words: what a list shows, what a command answers, what leaves."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from kaye.actions.engine import Engine
from kaye.channels.registry import channel
from kaye.rules.compose import Composed, compose
from kaye.rules.decision import Item
from kaye.rules.facts import CustomerFacts
from kaye.rules.ports.channel import OutgoingText


@dataclass(frozen=True, slots=True)
class Line:
    """One item for one customer on one day, text written. `link`: opens the application with the text."""

    item: Item
    customer: CustomerFacts
    day: date
    text: str
    subject: str
    link: str | None
    composed: Composed


def finish(ready: Engine, item: Item, customer: CustomerFacts, day: date) -> Line:
    """Write the text and check it; a text that cannot leave becomes something to check."""
    composed = compose(item, customer, ready.facts, ready.library, day)
    if composed.blocked and item.action in ("auto", "tap", "approve"):
        why = f"ce message ne peut pas partir : {composed.blocked[0].message_fr.rstrip('.')}"
        item = replace(item, action="check", because=why)
    link = _link(item, composed, day) if item.action in ("tap", "call") else None
    return Line(item, customer, day, composed.text, composed.subject, link, composed)


def _link(item: Item, composed: Composed, day: date) -> str | None:
    if not item.channel:
        return None
    text = OutgoingText(
        key=item.id,
        address=item.address,
        text=composed.text,
        subject=composed.subject,
        date=datetime.combine(day, time(12), UTC),
    )
    return channel(item.channel).link(text)
