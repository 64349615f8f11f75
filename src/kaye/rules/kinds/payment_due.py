"""A debt, of the notebook or of an invoice: before the due date a memo, after it the ladder (A2, B6, E1)."""

from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text, shorten
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step

_ASK_AGAIN = 14


class PaymentDue(Kind):
    name = "payment_due"
    family = "payment"
    priority = 0
    joins = True

    def closed(self, case: CaseFacts, today: date) -> str | None:
        if case.subject.cancelled:
            return "annulé"
        return "payé" if case.subject.balance <= 0 else None

    def without_anchor(self, case: CaseFacts, today: date) -> tuple[date, str]:
        return today + timedelta(days=7), "le reste se paie à la livraison"

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        before = step.offset is not None and step.offset < 0
        return case.subject.due_on if before else None

    def skips(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> str | None:
        issued = case.subject.issued_on
        before = step.offset is not None and step.offset < 0
        if before and issued and (effective - issued).days < 3:  # R21: the invoice itself was a message
            return "la facture vient d'être envoyée"
        return None

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        return last + timedelta(days=_ASK_AGAIN), "toutes les relances sont faites : que voulez-vous faire"

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        subject, due = case.subject, case.subject.due_on or effective
        what = shorten(subject.reference or subject.label, 34)
        thing = f"la facture {what}" if subject.reference else f"le reste de {what}"
        if due > today:
            return f"{thing} est à payer le {day_text(due, today)}"
        if due == today:
            return f"{thing} est à payer aujourd'hui"
        return f"{thing} était à payer le {day_text(due, today)}"

    def item_kind(self, step: Step | None) -> str:
        return "pre_due" if step and step.offset is not None and step.offset < 0 else self.name

    def stake(self, case: CaseFacts, today: date) -> int:
        """Balance × chance that it comes back: 90 % when due, one point less a day, 20 % at least."""
        due = case.subject.due_on or today
        late = max(0, (today - due).days)
        return case.subject.balance * max(20, 90 - late) // 100


KIND = PaymentDue()
