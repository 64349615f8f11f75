"""The steps as the form holds them: read, changed by one button, given back. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from kaye.actions.change_scenario import tone_of
from kaye.rules.scenario import Scenario, Step

_UNITS = ("j", "p", "h")
FIELDS = ("uid", "n", "w", "a", "m", "t", "x", "k", "g", "hu", "c", "o")


@dataclass(frozen=True, slots=True)
class Draft:
    """The steps as they now stand in the form; `open`: uid of the unfolded one, "" for none."""

    steps: tuple[Step, ...]
    open: str = ""


def read_draft(posted: QueryDict, scenario: Scenario) -> Draft:
    """One value of each field a step, in the order of the page; then the button that was pressed."""
    columns = [posted.getlist(name) for name in FIELDS]
    if not columns[0] or len({len(column) for column in columns}) != 1:
        return Draft(scenario.steps, posted.get("open", ""))
    steps = tuple(_step(*values) for values in zip(*columns, strict=True))
    do, _, uid = posted.get("do", "").partition(":")
    return _changed(Draft(steps, posted.get("open", "")), do, uid, scenario)


def unit_of(step: Step) -> str:
    """« j » days from the anchor, « p » days after the previous step, « h » hours from the anchor."""
    if step.offset_h is not None:
        return "h"
    return "p" if step.after_previous is not None else "j"


def number_of(step: Step) -> int:
    return {"j": step.offset, "p": step.after_previous, "h": step.offset_h}[unit_of(step)] or 0


def _step(
    uid: str,
    number: str,
    unit: str,
    anchor: str,
    mode: str,
    tone: str,
    text: str,
    task: str,
    gap: str,
    human: str,
    channels: str,
    to: str,
) -> Step:
    count = _whole(number)
    return _settled(
        Step(
            uid=uid[:12],
            offset=count if unit not in ("p", "h") else None,
            after_previous=count if unit == "p" else None,
            offset_h=count if unit == "h" else None,
            anchor=anchor or None,
            tone=min(5, max(0, _whole(tone))),
            mode=mode,
            text=text or None,
            task=task or None,
            gap=_whole(gap),
            human_always=bool(human),
            channels=tuple(name for name in channels.split(",") if name),
            to=to or None,
        )
    )


def _settled(step: Step) -> Step:
    """What follows from a choice: « Moi » is a call, a text raises the tone, a formal step waits for a person."""
    if step.mode == "internal":
        return step
    if step.mode == "task":
        return step if step.task else replace(step, task="call")
    step = replace(step, task=None)
    tone = max(step.tone, tone_of(step.text) or 0) if step.text else step.tone
    human = step.human_always or tone == 5
    return replace(step, tone=tone, human_always=human, mode="propose" if human else step.mode)


def _whole(words: str) -> int:
    try:
        return max(-3650, min(3650, int(words.strip().replace("−", "-"))))
    except ValueError:
        return 0


def _changed(draft: Draft, do: str, uid: str, scenario: Scenario) -> Draft:
    steps = list(draft.steps)
    if do == "add":
        new = _new_step(steps, scenario)
        return Draft((*steps, new), new.uid)
    place = next((n for n, step in enumerate(steps) if step.uid == uid), None)
    if place is None:
        return draft
    if do == "open":
        return replace(draft, open=uid)
    if do == "shut":
        return replace(draft, open="")
    if do == "remove":
        return Draft((*steps[:place], *steps[place + 1 :]), "")
    if do in ("plus", "minus"):
        steps[place] = _counted(steps[place], 1 if do == "plus" else -1)
    if do in ("up", "down"):
        _swap(steps, place, place + (1 if do == "down" else -1))
    return replace(draft, steps=tuple(steps))


def _counted(step: Step, by: int) -> Step:
    count = number_of(step) + by
    if unit_of(step) == "h":
        return replace(step, offset_h=count)
    if unit_of(step) == "p":
        return replace(step, after_previous=max(1, count))
    return replace(step, offset=count)


def _swap(steps: list[Step], one: int, other: int) -> None:
    """Two steps exchange their places; each place keeps its moment, so the days stay in order."""
    if not 0 <= other < len(steps):
        return
    first, second = steps[one], steps[other]
    steps[one], steps[other] = _at_moment(second, first), _at_moment(first, second)


def _at_moment(step: Step, moment: Step) -> Step:
    return replace(
        step,
        offset=moment.offset,
        after_previous=moment.after_previous,
        offset_h=moment.offset_h,
        anchor=moment.anchor,
    )


def _new_step(steps: Sequence[Step], scenario: Scenario) -> Step:
    """A week after the last step, in its tone at most « ferme », proposed: the owner sees it before it leaves."""
    taken = {step.uid for step in steps}
    uid = next(f"n{n}" for n in range(1, 100) if f"n{n}" not in taken)
    texts = texts_for(scenario)
    if not steps:
        return Step(uid=uid, offset=0, tone=tone_of(texts[0]) or 0, mode="propose", text=texts[0])
    last = steps[-1]
    fitting = [text for text in texts if (tone_of(text) or 0) <= min(3, last.tone)]
    text = next((s.text for s in reversed(steps) if s.text in fitting), None) or (fitting or list(texts))[0]
    base = replace(
        last,
        uid=uid,
        mode="propose",
        text=text,
        task=None,
        tone=min(3, last.tone),
        gap=3,
        human_always=False,
        to=None,
    )
    return _counted(_settled(base), 24 if unit_of(last) == "h" else 7 if unit_of(last) == "j" else 0)


def texts_for(scenario: Scenario) -> tuple[str, ...]:
    """The texts that fit what this scenario follows, from the friendliest to the firmest."""
    own = tuple(step.text for step in scenario.steps if step.text)
    known = _TEXTS.get(scenario.kind, ())
    return tuple(dict.fromkeys((*known, *own)))


_TEXTS = {
    "payment_due": (
        "pay.pre_due",
        "pay.due_today",
        "pay.notebook",
        "pay.level1",
        "pay.level2",
        "pay.notebook.firm",
        "pay.level3",
        "pay.level4",
        "pay.level5",
        "pay.handoff",
    ),
    "quote": ("quote.follow1", "quote.follow2", "quote.follow3"),
    "request": ("request.ack", "request.apology"),
    "delivery": ("delivery.planned",),
    "restock": ("restock.remind",),
    "satisfaction": ("satisfaction.ask",),
    "low_stock": ("internal.stock_low",),
    "appointment": ("appointment.day_before",),
}
