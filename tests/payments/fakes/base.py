"""What the fake providers have in common: a book of payments, and the troubles any server can have."""

import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import kaye.payments
from tests.net.server import Asked, Said

Notice = tuple[dict[str, str], bytes]
_FOLDER = Path(kaye.payments.__path__[0])


@dataclass(slots=True)
class Booked:
    """A payment as the provider keeps it; `state` is one of ours, `amount` in our minor units."""

    reference: str
    provider_id: str
    amount: int
    currency: str
    state: str = "pending"
    fee: int = 0
    said_reference: str | None = None  # what the provider answers instead
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def told_reference(self) -> str:
        return self.reference if self.said_reference is None else self.said_reference


class Fake(ABC):
    """One provider on loopback. `trouble`: how the next answers go wrong, whatever is asked."""

    name: str
    origins: tuple[str, ...]
    config: dict[str, str]
    currency = "XAF"
    country = "CM"
    amount = 25_000
    refund_is_said = False
    reference_is_repeated = True
    amount_is_repeated = True
    needs_id = False  # can't be found by our reference

    def __init__(self) -> None:
        self.book: dict[str, Booked] = {}
        self.trouble = ""
        self.opened = 0

    def serve(self, asked: Asked) -> Said:
        if self.trouble == "wait":
            return Said(wait=2.0)
        if self.trouble == "cut":
            return Said(body=b'{"status":"success"' + b" " * 50, cut=9)
        if self.trouble.isdecimal():
            return Said(int(self.trouble), b"<html>Bad gateway</html>")
        if self.trouble:
            return Said(body=_GARBAGE[self.trouble])
        return self.answer(asked)

    @abstractmethod
    def answer(self, asked: Asked) -> Said:
        """What it says when nothing is wrong."""

    @abstractmethod
    def notice(self, booked: Booked, now: datetime) -> Notice:
        """What it posts to us about this payment."""

    @abstractmethod
    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        """Notices with a proof that is wrong, old, for other bytes…"""

    @abstractmethod
    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        """Notices without their proof."""

    def fixture(self, name: str) -> dict[str, Any]:
        """A payload as the provider publishes it."""
        return json.loads((_FOLDER / self.name / "fixtures" / name).read_text(encoding="utf-8"))


_GARBAGE = {
    "garbage": b'{"status": "succ',
    "html": b"<html><body>Maintenance</body></html>",
    "list": b'["success"]',
    "null": b"null",
    "empty": b"",
    "other": b'{"hello": "world"}',
    "latin": '{"état": "payé"}'.encode("latin-1"),
    "deep": b"[" * 100_000,
}
GARBAGE = tuple(_GARBAGE)


def said(values: object, status: int = 200) -> Said:
    return Said(status, json.dumps(values).encode(), {"content-type": "application/json"})


def plain(reference: object) -> bool:
    return isinstance(reference, str) and re.fullmatch(r"[A-Za-z0-9]{6,30}", reference) is not None
