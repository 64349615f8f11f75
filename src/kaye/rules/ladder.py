"""The steps of one case with their real dates, and why each moved: the plan of the days to come, iterated."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaye.rules.bundle import plan_day
from kaye.rules.calendar import Calendar
from kaye.rules.decide import effective_date
from kaye.rules.decision import DayPlan, Item
from kaye.rules.facts import BusinessFacts, CaseFacts, CustomerFacts, StepRecord
from kaye.rules.french import DAYS, day_text
from kaye.rules.kinds import kind_of
from kaye.rules.reach import Reach, reach
from kaye.rules.scenario import Step
from kaye.rules.timeline import after_day
from kaye.rules.wording import Library, resolve

_HORIZON = 200  # days looked at; a step further away has no date yet
_MOST_DAYS = 90  # days really planned, for a case that asks its owner every morning


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the case. `state`: done, planned, skipped, unknown. `wanted`: its date before any move.

    `because`: why it moved, or why it is skipped or has no date. `outcome`: of a step that is done.
    """

    step: Step
    state: str
    on: date | None = None
    wanted: date | None = None
    because: str = ""
    outcome: str = ""

    @property
    def moved(self) -> int:
        """Days later (earlier when negative) than wanted."""
        return (self.on - self.wanted).days if self.on and self.wanted else 0


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the days to come held: step uid -> (day, step done before it), step uid -> why it was skipped,
    step uid -> (last day it was kept back, why)."""

    days: Mapping[str, tuple[date, StepRecord | None]]
    skips: Mapping[str, str]
    waits: Mapping[str, tuple[date, str]]
    last: str


def ladder(
    case: CaseFacts, customer: CustomerFacts, business: BusinessFacts, library: Library, today: date
) -> tuple[Rung, ...]:
    """Every step of the case, supposing that each is done on its day and nothing else changes."""
    case = replace(case, pending=None)
    others = tuple(c for c in customer.cases if c.id != case.id)
    seen = _look_ahead(case, replace(customer, cases=(*others, case)), business, library, today)
    done = {r.step: r for r in case.done}
    rungs = []
    for step in case.scenario.steps:
        if step.uid in done:
            rungs.append(_done(step, done[step.uid], case, customer.calendar, today))
        elif step.uid in seen.days:
            rungs.append(_planned(step, *seen.days[step.uid], case, customer.calendar, seen, today))
        elif step.uid in seen.skips:
            rungs.append(Rung(step, "skipped", because=seen.skips[step.uid]))
        else:
            rungs.append(Rung(step, "unknown", because=seen.last))
    return tuple(rungs)


def item_of(
    case: CaseFacts, step: Step, customer: CustomerFacts, business: BusinessFacts, library: Library, day: date
) -> Item | None:
    """This step alone as a message of that day, to show its text; None when it has no text for this customer."""
    text_id = "pay.call_script" if step.is_call else step.text or ""
    resolved = resolve(text_id, customer.country or business.country, customer.is_consumer)
    message = library.get(resolved) if resolved else None
    if message is None:
        return None
    kind = kind_of(case.kind)
    way = None if step.is_call else reach(customer, business, message, day, step.channels)
    channel, address, form, approved = (
        ("call", "", "script", False) if step.is_call else (None, "", "", False)
    )
    if isinstance(way, Reach):
        channel, address, form, approved = way.channel, way.point.value, way.form, way.approved
    return Item(
        id=f"{case.id}.{step.uid}",
        kind=kind.item_kind(step),
        kinds=(kind.item_kind(step),),
        action="internal" if kind.to_owner else "tap",
        parts=((case.id, step.uid),),
        due_on=day,
        because="",
        stake=0,
        purpose=message.purpose,
        family=kind.family,
        tone=message.tone,
        step_label=step.label,
        customer=customer.id,
        channel=channel,
        address=address,
        form=form,
        amount=case.subject.balance if case.subject.balance > 0 else None,
        anchor_on=case.subject.due_on,
        text_id=message.id,
        deadline=customer.calendar.next_working(day + timedelta(days=8)) if step.tone >= 3 else None,
        approved=approved,
    )


def _look_ahead(
    case: CaseFacts, customer: CustomerFacts, business: BusinessFacts, library: Library, today: date
) -> _Seen:
    days: dict[str, tuple[date, StepRecord | None]] = {}
    skips: dict[str, str] = {}
    waits: dict[str, tuple[date, str]] = {}
    day, last, held, planned = today, "", "", 0
    while day <= today + timedelta(days=_HORIZON) and planned < _MOST_DAYS:
        plan = plan_day(customer, business, library, day)
        mine = next((p for p in plan.cases if p.case == case.id), None)
        if mine is None:
            break
        previous = _previous(next(c for c in customer.cases if c.id == case.id))
        for item in plan.items:
            for number, uid in item.parts:
                if number == case.id and uid != "ask":
                    days[uid] = (day, previous)
                    if held:
                        waits[uid], held = (day, held), ""
        skips.update((skip.step, skip.reason) for skip in mine.skipped)
        last = mine.because
        if mine.verb == "hold":
            held = mine.because
        elif mine.verb == "wait":
            waits[mine.step] = (day, mine.because)
        if mine.verb == "close":
            break
        customer = after_day(customer, plan, day)
        day, planned = _next_look(plan, day), planned + 1
    return _Seen(days, skips, waits, last)


def _next_look(plan: DayPlan, day: date) -> date:
    following = day + timedelta(days=1)
    if plan.items:
        return following
    return max(min((p.look_on for p in plan.cases if p.look_on), default=date.max), following)


def _previous(case: CaseFacts) -> StepRecord | None:
    return max((r for r in case.done if r.outcome != "skipped"), key=lambda r: r.on, default=None)


def _wanted(step: Step, case: CaseFacts, previous: StepRecord | None) -> date | None:
    if step.after_previous is not None and previous is not None:
        return previous.on + timedelta(days=step.after_previous)
    anchor = kind_of(case.kind).anchor(case, step)
    return anchor + timedelta(days=step.offset or step.after_previous or 0) if anchor else None


def _done(step: Step, record: StepRecord, case: CaseFacts, calendar: Calendar, today: date) -> Rung:
    if record.outcome == "skipped":
        return Rung(step, "skipped", record.on, because="", outcome="skipped")
    earlier = [r for r in case.done if r.outcome != "skipped" and r.on < record.on]
    previous = max(earlier, key=lambda r: r.on, default=None)
    wanted = _wanted(step, case, previous)
    because = _why_moved(step, wanted, record.on, previous, case, calendar, None, today)
    return Rung(step, "done", record.on, wanted, because, record.outcome)


def _planned(
    step: Step,
    on: date,
    previous: StepRecord | None,
    case: CaseFacts,
    calendar: Calendar,
    seen: _Seen,
    today: date,
) -> Rung:
    wanted = _wanted(step, case, previous)
    because = _why_moved(step, wanted, on, previous, case, calendar, seen.waits.get(step.uid), today)
    return Rung(step, "planned", on, wanted, because)


def _why_moved(
    step: Step,
    wanted: date | None,
    on: date,
    previous: StepRecord | None,
    case: CaseFacts,
    calendar: Calendar,
    waited: tuple[date, str] | None,
    today: date,
) -> str:
    """The rule that moved the step most, as a clause that follows « parce que »."""
    if wanted is None or on == wanted:
        return ""
    planned = effective_date(step, kind_of(case.kind).anchor(case, step), previous, calendar)
    if planned is not None and on > planned:
        if waited is not None and waited[0] >= planned:
            return waited[1]
        return f"le {day_text(wanted, today)} est déjà passé"
    if previous is not None and previous.deadline is not None and wanted <= previous.deadline:
        return f"le message d'avant laisse jusqu'au {day_text(previous.deadline, today)}"
    if previous is not None and wanted < previous.on + timedelta(days=max(1, step.gap)):
        days = max(1, step.gap)
        return f"il faut {days} jour{'s' * (days > 1)} après l'étape d'avant"
    return _closed(wanted, step, calendar)


def _closed(wanted: date, step: Step, calendar: Calendar) -> str:
    number = "1er" if wanted.day == 1 else str(wanted.day)
    if name := calendar.holiday(wanted):
        return f"le {number} est férié ({name})"
    weekday = DAYS[wanted.weekday()]
    return f"on n'appelle pas le {weekday}" if step.is_call else f"le {number} est un {weekday}"
