"""An article reached its alert threshold: for the seller only, once, until the stock is back (A6)."""

from datetime import date

from kaye.rules.facts import CaseFacts
from kaye.rules.french import shorten
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step


class LowStock(Kind):
    name = "low_stock"
    family = "internal"
    to_owner = True
    needs_contact = False

    def closed(self, case: CaseFacts, today: date) -> str | None:
        subject = case.subject
        if subject.cancelled:
            return "article retiré"
        if subject.stock is None or subject.threshold is None:
            return "stock non suivi"
        return "le stock est remonté" if subject.stock - subject.reserved > subject.threshold else None

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        return "vous avez été prévenu"

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        subject = case.subject
        return f"il reste {subject.stock} {shorten(subject.label, 40)}, seuil d'alerte {subject.threshold}"

    def stake(self, case: CaseFacts, today: date) -> int:
        return case.subject.price or 0


KIND = LowStock()
