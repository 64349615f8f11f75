"""A quote without an answer: three messages at most, never after its validity (B5)."""

from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step


class Quote(Kind):
    name = "quote"
    family = "quote"
    priority = 2
    window = "precontractual"

    def closed(self, case: CaseFacts, today: date) -> str | None:
        return _OVER.get(case.subject.state) or super().closed(case, today)

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        return case.subject.issued_on

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        return case.subject.valid_until

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        after = (case.subject.valid_until or last + timedelta(days=14)) + timedelta(days=1)
        return after, "le devis est expiré : pour quelle raison le classer"

    def asked_on(self, day: date, calendar: Calendar) -> date:
        return calendar.next_working(day)  # M34

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        sent = day_text(case.subject.issued_on or effective, today)
        return f"le devis {case.subject.reference} est parti le {sent}, sans réponse"

    def stake(self, case: CaseFacts, today: date) -> int:
        return case.subject.amount * 30 // 100


# The states of a quote that end its follow-up (M33); past its validity the owner is asked why it was lost.
_OVER = {
    "accepted": "le devis est accepté",
    "declined": "le devis est refusé",
    "expired": "le devis est expiré et classé",
    "replaced": "une nouvelle version le remplace",
    "cancelled": "le devis est annulé",
}
KIND = Quote()
