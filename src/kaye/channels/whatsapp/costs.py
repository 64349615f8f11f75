"""What a WhatsApp message costs, by the market of the number, its category and the day (costs.toml)."""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from pathlib import Path

from kaye.rules.ports.channel import Cost, OutgoingText


@dataclass(frozen=True, slots=True)
class Price:
    """`each`: units of `currency` (not cents) for one message to numbers that begin with `prefix`; None = not known."""

    category: str
    prefix: str
    since: date
    currency: str
    each: Decimal | None
    guess: bool
    note: str


def cost(text: OutgoingText, country: str, day: date) -> Cost | None:
    """The price on that day. `country` says nothing here: Meta bills by the number written to.

    None for an id without a number, and where no price of that day is known.
    """
    category = _category(text)
    fitting = [
        each
        for each in _prices()
        if each.category == category and each.since <= day and text.address.startswith(each.prefix)
    ]
    if not fitting:
        return None
    price = max(fitting, key=lambda each: (len(each.prefix), each.since))
    if price.each is None:
        return None
    units = max(1, len(text.attachments) + bool(text.text and not text.attachments))
    amount = int((price.each * units * 100).to_integral_value(ROUND_UP))
    told = f"{price.each * units:f} {price.currency}".replace(".", ",")
    notes = [price.note, f"environ {told}" if price.each else "", "tarif à vérifier" if price.guess else ""]
    return Cost(units, amount, price.currency, price.since, " ; ".join(filter(None, notes)))


def _category(text: OutgoingText) -> str:
    """`free`: no template, inside the window. A marketing text in the window is billed as the others."""
    if text.template is None:
        return "free"
    return "marketing" if text.purpose == "marketing" else "utility"


@functools.cache
def _prices() -> tuple[Price, ...]:
    rows = tomllib.loads(Path(__file__).with_name("costs.toml").read_text(encoding="utf-8"))["price"]
    return tuple(
        Price(
            category=row["category"],
            prefix=row["prefix"],
            since=row["since"],
            currency=row["currency"],
            each=Decimal(row["each"]) if "each" in row else None,
            guess=row.get("guess", False),
            note=row.get("note", ""),
        )
        for row in rows
    )
