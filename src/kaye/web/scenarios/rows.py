"""The lines of the editor: what each step shows, in words and dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kaye.actions.engine import Engine
from kaye.rules.decision import Item
from kaye.rules.ladder import Rung, item_of, ladder
from kaye.rules.marked import Piece, marked
from kaye.rules.scenario import Scenario, Step
from kaye.rules.titles import TONES, anchor_day_title, anchor_title, form_title, step_title, text_title
from kaye.rules.values import values_of
from kaye.web.scenarios.cases import Shown
from kaye.web.scenarios.draft import number_of, texts_for, unit_of

MODES = (("auto", "Part seul"), ("propose", "Je valide"), ("task", "Moi"))
_STATES = {"done": "", "planned": "planned", "skipped": "planned", "unknown": "planned"}
_OUTCOMES = {"sent": "Envoyé", "called": "Appelé", "not_reached": "Pas joint"}


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a step for this customer. `form`: « E-mail »; `problem`: why it can't leave; `by_hand`: it needs a
    tap."""

    pieces: tuple[Piece, ...] = ()
    form: str = ""
    message: str = ""
    form_name: str = ""
    problem: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line: a step, or the day that never moves (`step` None)."""

    title: str
    label: str
    state: str
    on: date | None = None
    step: Step | None = None
    meta: str = ""
    because: str = ""
    moved: str = ""
    chip: str = ""
    is_open: bool = False
    unit: str = "j"
    number: int = 0
    counted: str = ""
    words: Words = field(default=Words())
    channels: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    is_first: bool = False
    is_last: bool = False

    @property
    def channel_value(self) -> str:
        return ",".join(self.step.channels) if self.step else ""

    @property
    def tones(self) -> tuple[tuple[int, str], ...]:
        return tuple(enumerate(TONES))

    @property
    def modes(self) -> tuple[tuple[str, str], ...]:
        return MODES


def rows_of(shown: Shown, scenario: Scenario, ready: Engine, today: date, open_uid: str) -> list[Row]:
    """Every line of the editor for this case, the day that never moves at its place."""
    rungs = ladder(shown.case, shown.customer, ready.facts, ready.library, today)
    rows = [_row(rung, n, shown, scenario, ready, today, open_uid) for n, rung in enumerate(rungs)]
    return list(_with_anchor(rows, rungs, shown, scenario))


def describe(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """(« J+3 », « Relance 1, amicale », « part seul ») for each step: a version in words."""
    for step in scenario.steps:
        yield label_of(step), step_title(step), _mode_words(step)


def label_of(step: Step) -> str:
    """« J−5 », « J », « J+3 », « +4 j », « H+1 »."""
    if step.after_previous is not None:
        return f"+{step.after_previous}\u00a0j"
    return step.label.replace("-", "−").replace("J0", "J").replace("H0", "H")


def _row(
    rung: Rung, place: int, shown: Shown, scenario: Scenario, ready: Engine, today: date, open_uid: str
) -> Row:
    step = rung.step
    is_open = step.uid == open_uid
    words = words_of(step, shown, ready, rung.on or today)
    return Row(
        title=step_title(step),
        label=label_of(step),
        state=_STATES[rung.state],
        on=rung.on,
        step=step,
        meta=_meta(step, words),
        because=rung.because,
        moved=_moved(rung),
        chip=_chip(rung),
        is_open=is_open,
        unit=unit_of(step),
        number=number_of(step),
        counted=_counted(step, scenario),
        words=words,
        channels=_channels(ready, step) if is_open else (),
        texts=tuple((text, text_title(text)) for text in texts_for(scenario)) if is_open else (),
        is_first=place == 0,
        is_last=place == len(scenario.steps) - 1,
    )


def words_of(step: Step, shown: Shown, ready: Engine, day: date) -> Words:
    """The text that this customer would read on that day."""
    item = item_of(shown.case, step, shown.customer, ready.facts, ready.library, day)
    if item is None or item.text_id is None:
        return Words(problem="" if step.task and not step.is_call else "pas de texte prévu pour ce client")
    message = ready.library.get(item.text_id)
    form = item.form or next((f for f in message.forms if "_" not in f), "") if message else ""
    template = message.forms.get(form) if message else None
    if template is None:
        return Words(problem="pas de texte prévu pour ce client")
    values = values_of(item, shown.customer, ready.facts, day)
    channel = ready.facts.channel_labels.get(item.channel or "", "")
    problem = _problem(item, ready)
    _, _, automatic = ready.facts.channel_forms.get(item.channel or "", ("", "", False))
    by_hand = bool(item.channel) and not automatic and not step.is_call
    words = channel or ("" if problem else form_title(form))
    return Words(marked(template, values), words, item.text_id, form, problem, by_hand)


def _problem(item: Item, ready: Engine) -> str:
    """What is missing before such a message can leave."""
    if item.action == "internal":
        return ""
    if not item.channel:
        return "pas de numéro ni d'adresse pour ce client"
    _, _, automatic = ready.facts.channel_forms.get(item.channel, ("", "", False))
    return "l'envoi n'est pas encore réglé" if automatic and item.channel not in ready.facts.automatic else ""


def _meta(step: Step, words: Words) -> str:
    if step.is_call:
        return "Le script est prêt, vous appelez"
    if step.mode == "internal":
        return "Pour vous seul"
    how = "prêt, vous l'envoyez d'un geste" if words.by_hand else _mode_words(step)
    return ", ".join(part for part in (words.form, how) if part)


def _mode_words(step: Step) -> str:
    if step.is_call:
        return "par vous"
    if step.mode == "internal":
        return "pour vous seul"
    return "part seul" if step.mode == "auto" else "vous validez d'un geste"


def _moved(rung: Rung) -> str:
    days = abs(rung.moved)
    if not rung.because or rung.state in ("skipped", "unknown") or not days:
        return ""
    far = "d'un jour" if days == 1 else f"de {days} jours"
    return f"{'avancé' if rung.moved < 0 else 'reculé'} {far}"


def _chip(rung: Rung) -> str:
    if rung.state == "done":
        return _OUTCOMES.get(rung.outcome, "Fait")
    return "Sautée" if rung.state == "skipped" else ""


def _counted(step: Step, scenario: Scenario) -> str:
    """What the number of the stepper counts."""
    if step.offset_h is not None:
        return f"Heures après {anchor_title(scenario.kind, step)}"
    if step.after_previous is not None:
        return "Jours après l'étape d'avant"
    before = "avant" if number_of(step) < 0 else "après"
    return f"Jours {before} {anchor_title(scenario.kind, step)}"


def _channels(ready: Engine, step: Step) -> tuple[tuple[str, str], ...]:
    """The ways to write; the step's own list is kept when it names several."""
    labels = ready.facts.channel_labels
    names = [n for n in ready.facts.channel_order if ready.facts.channel_forms.get(n, ("",))[0]]
    found = {"": "Le premier qui marche"} | {name: labels.get(name, name) for name in names}
    own = ",".join(step.channels)
    if own not in found:
        found[own] = ", puis ".join(labels.get(name, name) for name in step.channels)
    return tuple(found.items())


def _with_anchor(
    rows: Sequence[Row], rungs: Sequence[Rung], shown: Shown, scenario: Scenario
) -> Iterator[Row]:
    anchor = shown.anchor_on
    day = Row(
        anchor_day_title(scenario.kind),
        "J",
        "now",
        anchor,
        meta="Cette date ne bouge jamais" if anchor else "",
    )
    placed = scenario.steps[0].offset is None
    for row, rung in zip(rows, rungs, strict=True):
        step = rung.step
        if not placed and not step.anchor and (step.offset is None or step.offset >= 0):
            placed = True
            yield day
        yield row
    if not placed:
        yield day
