"""What a text was understood to say: values handed to the edges (C37). Nothing here acts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing the writer wants (names of C38); confidence from 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A day or a span of days, both ends included.

    `kind`: day, range, deadline (start = end = its last day), after (from `start` on; `end` is the same day) or
    past. `time`: « 15:00 », « 14:00-16:00 » or None. `ambiguous`: two people could understand two days.
    """

    start: date
    end: date
    kind: str
    text: str
    time: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class SaidAmount:
    """An amount in minor units, as it was written."""

    minor: int
    currency: str
    text: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What the engine does (`applied`) or offers to do, until a local day included; `because` is French."""

    kind: str
    applied: bool
    because: str
    until: date | None = None
    amount: SaidAmount | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that was read in one text. `asked`: the promise is a question or under a condition (C40); without a
    promise, the text asks something. `fraction`: « 1/2 » of what is owed, or None."""

    intents: tuple[Intent, ...] = ()
    needs_answer: bool = True
    dates: tuple[SaidDate, ...] = ()
    amounts: tuple[SaidAmount, ...] = ()
    fraction: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    asked: bool = False
    effects: tuple[Effect, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Names of the intents, best first."""
        return tuple(intent.name for intent in self.intents)
