"""An appointment to remind of, the day before and two hours before."""

from datetime import date

from kaye.rules.calendar import Calendar
from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step


class Appointment(Kind):
    name = "appointment"
    family = "appointment"
    priority = 1

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        return case.subject.due_on

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        return f"le rendez-vous est le {day_text(case.subject.due_on or effective, today)}"


KIND = Appointment()
