"""The four things that can be decided for a case, each with its French reason, and what a day holds for a customer."""

from dataclasses import dataclass
from datetime import date

from kaye.rules.scenario import Step


@dataclass(frozen=True, slots=True)
class Skip:
    """A step that will not be done, and why: « trop tard », « import »."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something is to be done, on or since `on`. Without a step, the owner is asked (`ask`).

    `mode`: auto, propose, task, internal, ask. `cites`: the promise that was broken, if the text must say so.
    """

    on: date
    because: str
    mode: str
    step: Step | None = None
    skipped: tuple[Skip, ...] = ()
    ask: str = ""
    cites: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing before `until`, the day of the next step."""

    until: date
    because: str
    step: Step | None = None
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Held through `until` included. `ask`: the owner is asked meanwhile (« à vérifier »)."""

    until: date
    because: str
    hold: int
    ask: str = ""
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """Over, and why."""

    because: str
    skipped: tuple[Skip, ...] = ()


Decision = Act | Wait | Hold | Close


@dataclass(frozen=True, slots=True)
class Item:
    """One contact or one thing to look at, on one day. `id` is the first of its parts: stable until that step is done.

    `action`: auto, tap, call, approve, check, internal. `parts`: (case, step uid) done together; the uid of a
    question to the owner is « ask ». `amount`: sum of live balances, minor units.
    """

    id: str
    kind: str
    kinds: tuple[str, ...]
    action: str
    parts: tuple[tuple[int, str], ...]
    due_on: date
    because: str
    stake: int
    purpose: str
    family: str
    tone: int = 0
    step_label: str | None = None
    customer: int | None = None
    channel: str | None = None
    address: str = ""
    form: str = ""
    amount: int | None = None
    anchor_on: date | None = None
    text_id: str | None = None
    deadline: date | None = None
    cites: int | None = None
    message: int | None = None  # an outbox row to be checked
    approved: bool = False  # leaves as the text that the provider approved, not as free words


@dataclass(frozen=True, slots=True)
class CasePlan:
    """The decision to keep on a case. `look_on`: the day the worker must look again; `auto` at the window's opening."""

    case: int
    verb: str
    because: str
    action: str = ""
    step: str = ""
    due_on: date | None = None
    look_on: date | None = None
    stake: int = 0
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one day holds for one customer, and what every open case waits for."""

    items: tuple[Item, ...]
    cases: tuple[CasePlan, ...]
