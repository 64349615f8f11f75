"""The life of a payment through a provider, and when to ask about it again (M41, M42).

Whatever the order and the repetition of the answers, the state is the same: it only goes up the list of `_RANK`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from kaye.rules.ports.payment import Answer, Tracked, same_payment

State = Literal[
    "created", "pending", "expired", "cancelled", "failed", "to_check", "paid", "refunded", "disputed"
]
# Late success: what failed, expired or was cancelled still becomes paid. Paid leaves only by a refund or a dispute.
_RANK: dict[State, int] = {
    "created": 0,
    "pending": 1,
    "expired": 2,
    "cancelled": 3,
    "failed": 4,
    "to_check": 5,
    "paid": 6,
    "refunded": 7,
    "disputed": 8,
}
OPEN: frozenset[State] = frozenset({"created", "pending"})
_MONEY = ("paid", "refunded", "disputed")

_FIRST = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_HOURLY = tuple(timedelta(hours=hours) for hours in range(2, 25))
_DAILY = tuple(timedelta(days=days) for days in range(2, 9))
_ASK_AFTER = (*_FIRST, *_HOURLY, *_DAILY)
HOLD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a payment is. `mismatch`: what differed in a paid answer, in French; `moved`: this answer changed it."""

    state: State
    mismatch: str = ""
    detail: str = ""
    moved: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def after_answer(standing: Standing, tracked: Tracked, answer: Answer) -> Standing:
    """Where the payment is once the provider has said this.

    Money for another amount, currency or reference is « à vérifier »: nothing is allocated from it.
    """
    if answer.state == "absent":
        return replace(standing, moved=False)
    difference = same_payment(tracked, answer) if answer.state in _MONEY else None
    said: State = "to_check" if difference else answer.state
    now = standing.state
    if now == "to_check" and not standing.mismatch:
        now = "pending"  # nobody had answered: any answer is news
    if _RANK[said] <= _RANK[now]:
        return replace(standing, moved=False)
    return Standing(said, difference or "", answer.detail, moved=said != standing.state)


def after_silence(standing: Standing) -> Standing:
    """Where the payment is when it was asked about for the last time: unknown is for a person, unless never begun."""
    if standing.state == "pending":
        return Standing("to_check", moved=True)
    if standing.state == "created":
        return Standing("expired", moved=True)
    return replace(standing, moved=False)


def next_ask(created_at: datetime, now: datetime) -> datetime | None:
    """The first instant after `now` at which to ask: 1, 5, 15, 60 minutes, hourly for a day, daily for 7, then None."""
    return next((at for after in _ASK_AFTER if (at := created_at + after) > now), None)
