"""Scenarios: the steps of a follow-up, parsed and checked from data. A version never changes once a case uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MODES = ("auto", "propose", "task", "internal")
SUBJECTS = {
    "instalment": "instalment",
    "order": "sale",
    "sold_article": "line",
    "sale": "sale",
    "product": "product",
    "quote": "quote",
    "request": "request",
    "appointment": "appointment",
}


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message, in French, names the step and what to change."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `offset`: days from the anchor; `after_previous`: days after the step before, instead of an offset;
    `offset_h`: hours from the anchor. `gap`: least days after the previous step of the same case."""

    uid: str
    offset: int | None = None
    after_previous: int | None = None
    offset_h: int | None = None
    anchor: str | None = None
    tone: int = 0
    mode: str = "auto"
    text: str | None = None
    task: str | None = None
    gap: int = 0
    human_always: bool = False
    channels: tuple[str, ...] = ()
    to: str | None = None

    @property
    def label(self) -> str:
        """« J-5 », « J0 », « J+7 », « H+4 »; « +4 » for a step counted from the one before."""
        if self.offset_h is not None:
            return f"H{self.offset_h:+d}" if self.offset_h else "H0"
        if self.offset is None:
            return f"+{self.after_previous}"
        return f"J{self.offset:+d}" if self.offset else "J0"

    @property
    def is_call(self) -> bool:
        return self.task == "call"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A ladder: `key` names it, `kind` says which rules follow it, `anchor` which date it counts from."""

    key: str
    kind: str
    subject: str
    anchor: str
    steps: tuple[Step, ...]

    def step(self, uid: str) -> Step | None:
        """The step of that uid, None if this version does not have it."""
        return next((s for s in self.steps if s.uid == uid), None)


def parse_scenario(key: str, data: Mapping[str, Any]) -> Scenario:
    """Read one scenario. Raises ScenarioError with a French sentence."""
    subject = str(data.get("subject", ""))
    if subject not in SUBJECTS:
        raise ScenarioError(f"Le scénario « {key} » ne dit pas ce qu'il suit ({', '.join(SUBJECTS)}).")
    raw_steps = data.get("steps") or []
    if not raw_steps:
        raise ScenarioError(f"Le scénario « {key} » n'a pas d'étape : ajoutez-en une.")
    steps = tuple(_parse_step(key, n, raw) for n, raw in enumerate(raw_steps, start=1))
    if len({s.uid for s in steps}) != len(steps):
        raise ScenarioError(f"Deux étapes du scénario « {key} » portent le même nom.")
    _check_order(key, steps)
    kind = str(data.get("kind") or ("payment_due" if subject == "instalment" else key))
    return Scenario(key=key, kind=kind, subject=subject, anchor=str(data.get("anchor", "")), steps=steps)


def step_data(step: Step) -> dict[str, Any]:
    """A step as data, in the shape that `parse_scenario` reads."""
    data: dict[str, Any] = {"uid": step.uid, "tone": step.tone, "mode": step.mode}
    for name in ("offset", "after_previous", "offset_h", "anchor", "text", "task", "to"):
        value = getattr(step, name)
        if value is not None:
            data[name] = value
    if step.gap:
        data["gap"] = step.gap
    if step.human_always:
        data["human"] = "always"
    if step.channels:
        data["channel"] = list(step.channels)
    return data


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """A scenario as data, in the shape that `parse_scenario` reads."""
    return {
        "kind": scenario.kind,
        "subject": scenario.subject,
        "anchor": scenario.anchor,
        "steps": [step_data(s) for s in scenario.steps],
    }


def _parse_step(key: str, number: int, raw: Mapping[str, Any]) -> Step:
    where = f"Étape {number} du scénario « {key} »"
    whens = [raw.get(n) for n in ("offset", "after_previous", "offset_h")]
    if sum(w is not None for w in whens) != 1:
        raise ScenarioError(f"{where} : donnez un seul moment (offset, after_previous ou offset_h).")
    offset, after_previous, offset_h = (_whole(where, w) for w in whens)
    if after_previous is not None and (after_previous < 1 or number == 1):
        raise ScenarioError(
            f"{where} : « jours après l'étape d'avant » compte au moins 1, et pas pour la première."
        )
    mode = str(raw.get("mode", "auto"))
    if mode not in MODES:
        raise ScenarioError(f"{where} : le mode est auto, propose, task ou internal.")
    tone, gap = _whole(where, raw.get("tone", 0)) or 0, _whole(where, raw.get("gap", 0)) or 0
    if not 0 <= tone <= 5 or not 0 <= gap <= 90:
        raise ScenarioError(f"{where} : le ton va de 0 à 5, l'écart de 0 à 90 jours.")
    text, task = raw.get("text"), raw.get("task")
    if not text and not task:
        raise ScenarioError(f"{where} : il manque un texte ou une tâche.")
    if tone == 5 and mode == "auto":
        raise ScenarioError(f"{where} : une étape formelle ne part jamais seule ; choisissez « je valide ».")
    channels = raw.get("channel") or ()
    return Step(
        uid=str(raw.get("uid") or f"s{number}"),
        offset=offset,
        after_previous=after_previous,
        offset_h=offset_h,
        anchor=raw.get("anchor"),
        tone=tone,
        mode=mode,
        text=text,
        task=task,
        gap=gap,
        human_always=raw.get("human") == "always" or tone == 5,
        channels=tuple(channels),
        to=raw.get("to"),
    )


def _whole(where: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 3650:
        raise ScenarioError(f"{where} : « {value} » n'est pas un nombre entier de jours.")
    return value


def _check_order(key: str, steps: tuple[Step, ...]) -> None:
    last: int | None = None
    for step in steps:
        if step.offset is None or step.anchor:
            continue
        if last is not None and step.offset < last:
            raise ScenarioError(
                f"Le scénario « {key} » doit aller dans l'ordre des jours : {step.label} vient trop tard."
            )
        last = step.offset
