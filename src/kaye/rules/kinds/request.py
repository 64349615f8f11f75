"""A request that waits for an answer: it rings, then rings higher (B4, D1)."""

from datetime import date

from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step


class Request(Kind):
    name = "request"
    family = "request"
    priority = 3

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        return case.subject.issued_on

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        return last, "cette demande attend toujours une réponse"

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        return f"la demande du {day_text(case.subject.issued_on or effective, today)} attend une réponse"

    def stake(self, case: CaseFacts, today: date) -> int:
        return case.subject.amount * 30 // 100


KIND = Request()
