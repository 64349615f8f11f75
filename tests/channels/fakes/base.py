"""What the fake SMS providers have in common: a book of texts, and the troubles any server can have."""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass

from tests.net.server import Asked, Said

_GARBAGE = {
    "garbage": b'{"sid": "SM',
    "html": b"<html><body>Maintenance</body></html>",
    "list": b'["accepted"]',
    "empty": b"",
    "other": b'{"hello": "world"}',
}
GARBAGE = tuple(_GARBAGE)


@dataclass(frozen=True, slots=True)
class Taken:
    """A text as the provider has it."""

    reference: str
    address: str
    text: str
    sender: str


class Fake(ABC):
    """One provider on loopback. `trouble`: how the next answers to a text go wrong; `no`: what it refuses with."""

    name: str
    origins: tuple[str, ...]
    config: dict[str, str]
    refusals: dict[str, tuple[int, object]]  # a word for the test -> the status and JSON as published

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.trouble = ""
        self.no = ""

    def serve(self, asked: Asked) -> Said:
        if not self.is_text(asked):
            return self.answer(asked)
        if self.trouble == "wait":
            return Said(wait=2.0)
        if self.trouble == "cut":
            return Said(body=b'{"sid":"SM1"' + b" " * 50, cut=9)
        if self.trouble == "limit":
            return Said(429, b"{}", {"retry-after": "30"})
        if self.trouble.isdecimal():
            return Said(
                int(self.trouble), b"<html>Bad gateway</html>", {"location": "https://ailleurs.example/"}
            )
        if self.trouble:
            return Said(self.success, _GARBAGE[self.trouble])
        if self.no:
            status, told = self.refusals[self.no]
            return said(told, status)
        return self.answer(asked)

    success = 201

    @abstractmethod
    def is_text(self, asked: Asked) -> bool:
        """Whether this call hands a text over."""

    @abstractmethod
    def answer(self, asked: Asked) -> Said:
        """What it says when nothing is wrong; asserts that the call is as published."""


def said(values: object, status: int = 200) -> Said:
    return Said(status, json.dumps(values).encode(), {"content-type": "application/json"})
