"""Where an old debt enters its ladder (R8): the step that matches its lateness, never a formal notice."""

from dataclasses import dataclass
from datetime import date

from kaye.rules.scenario import Scenario, Step


@dataclass(frozen=True, slots=True)
class Entry:
    """`step` waits for a person; `skipped` are recorded « sautée : import ». None, () for a debt that is not old."""

    step: str | None
    skipped: tuple[str, ...]


NOT_OLD = Entry(None, ())


def entry(scenario: Scenario, due_on: date, today: date) -> Entry:
    """The entry of a debt due on `due_on` and first known on `today`. A debt due today or later is not old.

    Steps before the due date are behind us; when no later step is reached yet, the next one waits for a person.
    """
    late = (today - due_on).days
    if late <= 0:
        return NOT_OLD
    skipped: list[str] = []
    reached: Step | None = None
    offset = 0
    for step in scenario.steps:
        offset = step.offset if step.offset is not None else offset + (step.after_previous or 0)
        if offset < 0:
            skipped.append(step.uid)
        elif offset <= late and step.tone <= 4:
            if reached is not None:
                skipped.append(reached.uid)
            reached = step
        else:
            return Entry((reached or step).uid, tuple(skipped))
    return Entry(reached.uid if reached else None, tuple(skipped))
