"""The state of a thread and its clock, from its messages alone: the order in which they arrived changes nothing (C12).

An answer is what a person said to the customer: from Kayé once the provider took it, from the phone, by voice (C31).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kaye.rules.hours import Opening

SOON = 0.75  # of the target (C32)
OWNER_MINUTES = 240  # of opening, after which the owner is told as well (C51)
CLOSES_AFTER = timedelta(days=14)  # of silence, with no open request (C28)


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What decides. All instants are UTC.

    `unanswered`: the oldest message that needs an answer and came after the last answer; `newest_need`, `newest_in`:
    when the last message that needs an answer, or any message of a person, was *received* (they end a snooze);
    `doubtful`: something « à vérifier » came after the last answer.
    """

    unanswered: datetime | None = None
    newest_need: datetime | None = None
    newest_in: datetime | None = None
    last_answer: datetime | None = None
    doubtful: bool = False
    snoozed_at: datetime | None = None
    snoozed_until: datetime | None = None
    until_reply: bool = False
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`state`: to_answer, waiting, snoozed, closed, to_check. `soon_at`, `due_at`: of the clock, None when it rests."""

    state: str
    unanswered_since: datetime | None = None
    soon_at: datetime | None = None
    due_at: datetime | None = None


def standing(facts: ThreadFacts, opening: Opening, minutes: int, now: datetime) -> Standing:
    """Where the thread stands at this instant; `minutes`: the target, of opening."""
    snoozed = _is_snoozed(facts, now)
    if facts.unanswered is None:
        return Standing(_quiet_state(facts, snoozed))
    due = due_at(facts.unanswered, opening, minutes)
    soon = opening.add(facts.unanswered, minutes * SOON)
    until = facts.snoozed_until
    if facts.snoozed_at is not None and _still_counts(facts) and until is not None:
        due = soon = max(due, until)  # a snooze moves the clock (C34)
    if snoozed and until is None:
        return Standing("snoozed", facts.unanswered)  # until they write again: nothing to ring for
    return Standing("snoozed" if snoozed else "to_answer", facts.unanswered, soon, due)


def due_at(since: datetime, opening: Opening, minutes: int) -> datetime:
    """When an answer to a message of that instant is late."""
    return opening.add(since, minutes)


def _quiet_state(facts: ThreadFacts, snoozed: bool) -> str:
    if facts.doubtful:
        return "to_check"
    if snoozed:
        return "snoozed"
    if facts.closed_at is not None and not _after(facts.last_answer, facts.closed_at):
        return "closed"
    return "waiting"


def _is_snoozed(facts: ThreadFacts, now: datetime) -> bool:
    if facts.snoozed_at is None or not _still_counts(facts):
        return False
    return facts.until_reply or (facts.snoozed_until is not None and facts.snoozed_until > now)


def _still_counts(facts: ThreadFacts) -> bool:
    """A message that needs an answer ends a snooze; « jusqu'à sa réponse », any message does."""
    ends = facts.newest_in if facts.until_reply else facts.newest_need
    return not _after(ends, facts.snoozed_at)


def _after(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one > other
