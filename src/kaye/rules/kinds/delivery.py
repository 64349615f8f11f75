"""An order to be delivered: what, how much, when (A3)."""

from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text, shorten
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step


class Delivery(Kind):
    name = "delivery"
    family = "delivery"
    priority = 1

    def closed(self, case: CaseFacts, today: date) -> str | None:
        if case.subject.cancelled:
            return "annulée"
        return "livrée" if case.subject.delivered_on else None

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        return case.subject.due_on if step.anchor == "promised_date" else case.subject.issued_on

    def without_anchor(self, case: CaseFacts, today: date) -> tuple[date, str]:
        return today + timedelta(days=7), "la date de livraison n'est pas fixée"

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        return case.subject.due_on

    def skips(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> str | None:
        """The reminder before the promised date, only if its own day is at least 2 days after the first message."""
        promised = case.subject.due_on
        if step.anchor != "promised_date" or promised is None:
            return None
        own_day = calendar.previous_working(promised + timedelta(days=step.offset or 0))
        last = max((r.on for r in case.done if r.outcome == "sent"), default=None)
        return "trop près du premier message" if last and (own_day - last).days < 2 else None

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        promised = case.subject.due_on or last
        return promised + timedelta(days=1), "la date de livraison est passée : est-ce livré"

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        what, promised = shorten(case.subject.label, 40), case.subject.due_on
        if promised is None:
            return f"{what} est à livrer"
        if promised == today:
            return f"{what} est promis pour aujourd'hui"
        if promised == today + timedelta(days=1):
            return f"{what} est promis pour demain"
        return f"{what} est promis pour le {day_text(promised, today)}"

    def stake(self, case: CaseFacts, today: date) -> int:
        return max(case.subject.balance, case.subject.amount // 10)


KIND = Delivery()
