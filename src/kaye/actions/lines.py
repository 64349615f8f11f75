"""Items with their finished words: what a list shows, what a command answers, what leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from kaye.actions.engine import Engine
from kaye.channels.registry import channel
from kaye.rules.compose import Composed, compose
from kaye.rules.decision import Item
from kaye.rules.facts import BusinessFacts, CustomerFacts
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
    template: dict[str, object] | None = None  # as the outbox keeps it: name, language, values


def finish(ready: Engine, item: Item, customer: CustomerFacts, day: date) -> Line:
    """Write the text and check it; a text that cannot leave becomes something to check."""
    composed = compose(item, customer, ready.facts, ready.library, day)
    if composed.blocked and item.action in ("auto", "tap", "approve"):
        why = f"ce message ne peut pas partir : {composed.blocked[0].message_fr.rstrip('.')}"
        item = replace(item, action="check", because=why)
    link = _link(item, composed, day) if item.action in ("tap", "call") else None
    template = (
        template_of(ready.facts, item.channel, item.text_id, composed.places) if item.approved else None
    )
    return Line(item, customer, day, composed.text, composed.subject, link, composed, template)


def template_of(
    business: BusinessFacts, channel_name: str | None, text_id: str | None, values: Sequence[str]
) -> dict[str, object] | None:
    """The approved text with what fills its places, as the outbox keeps it."""
    text = business.approved.get((channel_name or "", text_id or ""))
    return {"name": text.name, "language": text.language, "values": list(values)} if text else None


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
