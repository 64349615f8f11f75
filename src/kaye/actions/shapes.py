"""The JSON shapes of the commands and the API (R2–R4). Others build on them: they do not change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kaye.actions.lines import Line
from kaye.rules.decision import Item
from kaye.rules.facts import CustomerFacts
from kaye.rules.money import format_money


def money(minor: int | None, currency: str) -> dict[str, Any] | None:
    """{minor, currency, text}, None for None."""
    if minor is None:
        return None
    return {"minor": minor, "currency": currency, "text": format_money(minor, currency)}


def item(line: Line, currency: str) -> dict[str, Any]:
    """One item (R4)."""
    it: Item = line.item
    return {
        "id": it.id,
        "kind": it.kind,
        "kinds": list(it.kinds),
        "step": it.step_label,
        "tone": it.tone,
        "action": it.action,
        "channel": it.channel,
        "customer": _customer(line.customer),
        "amount": money(it.amount, currency),
        "due_on": it.due_on.isoformat(),
        "anchor_on": it.anchor_on.isoformat() if it.anchor_on else None,
        "subject": line.subject or None,
        "text": line.text,
        "link": line.link,
        "because": it.because,
    }


def days(lines: Iterable[Line], currency: str) -> list[dict[str, Any]]:
    """[{date, items}] in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line.day.isoformat(), []).append(item(line, currency))
    return [{"date": day, "items": items} for day, items in found.items()]


def stamp(at: datetime) -> str:
    """An instant with its offset."""
    return at.isoformat()


def _customer(customer: CustomerFacts) -> dict[str, Any] | None:
    if not customer.id:
        return None
    return {
        "id": customer.id,
        "name": customer.label,
        "phone": customer.phone.value if customer.phone else None,
        "email": customer.email.value if customer.email else None,
    }
