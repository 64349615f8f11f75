"""A request that waits for an answer: it rings, then rings higher (B4, D1); answered, it keeps a next date (D3)."""

from datetime import date, timedelta

from kaye.rules.decision import Act, Decision, Skip, Wait
from kaye.rules.facts import CaseFacts, CustomerFacts, HourMark
from kaye.rules.french import day_text
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step

_ASK_AGAIN = 14  # days after the owner said « vu »
_OVERTAKEN = "une étape plus tardive est due"


class Request(Kind):
    name = "request"
    family = "request"
    priority = 3

    def closed(self, case: CaseFacts, today: date) -> str | None:
        return "cette demande est close" if case.subject.cancelled else None

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        return case.subject.issued_on

    def instead(self, case: CaseFacts, customer: CustomerFacts, today: date) -> Decision | None:
        """Unanswered: the last step whose hour has come, the others are overtaken. Answered: its next date."""
        if case.subject.answered_on is not None:
            return _next_date(case, today)
        if case.subject.next_on is not None and case.subject.next_on > today:
            return Wait(case.subject.next_on, "la suite est prévue ce jour-là")
        marks = {mark.hours: mark for mark in case.subject.marks}
        done = {record.step for record in case.done}
        steps = [step for step in case.scenario.steps if step.offset_h in marks]
        come = [step for step in steps if _has_come(step, marks, today)]
        left = [step for step in steps if step not in come and step.uid not in done]
        asked = f"la demande du {day_text(case.subject.issued_on or today, today)} attend une réponse"
        if come and come[-1].uid not in done:
            step = come[-1]
            behind = tuple(Skip(each.uid, _OVERTAKEN) for each in come[:-1] if each.uid not in done)
            return Act(min(marks[step.offset_h or 0].on, today), asked, step.mode, step, behind)
        if left:
            return Wait(max(marks[left[0].offset_h or 0].on, today), asked, left[0])
        return None

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        return last, "cette demande attend toujours une réponse"

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        return f"la demande du {day_text(case.subject.issued_on or effective, today)} attend une réponse"

    def stake(self, case: CaseFacts, today: date) -> int:
        return case.subject.amount * 30 // 100


def _has_come(step: Step, marks: dict[int, HourMark], today: date) -> bool:
    mark = marks[step.offset_h or 0]
    return mark.passed or mark.on < today


def _next_date(case: CaseFacts, today: date) -> Decision:
    """After an answer: nothing to send, but never forgotten."""
    subject = case.subject
    on = subject.next_on or (subject.answered_on or today) + timedelta(days=2)
    seen = max((r.on for r in case.done if r.step.startswith("q")), default=None)
    if seen is not None and seen >= on:
        on = seen + timedelta(days=_ASK_AGAIN)
    if on > today:
        return Wait(on, "réponse donnée : la suite est prévue ce jour-là")
    return Act(on, f"« {subject.label[:40]} » : où en est cette demande", "ask", ask="request")


KIND = Request()
