"""What was bought is nearly used up: offer to keep one aside, never what is out of stock (A4, R25)."""

from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text, shorten
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step

_USEFUL_DAYS = 15


class Restock(Kind):
    name = "restock"
    family = "restock"
    priority = 5
    window = "marketing"
    needs_contact = False

    def closed(self, case: CaseFacts, today: date) -> str | None:
        if case.subject.cancelled:
            return "annulé"
        return "racheté depuis" if case.subject.bought_again_on else None

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        subject = case.subject
        if subject.issued_on is None:
            return None
        days = subject.own_interval or (subject.lifetime or 0) * max(1, subject.quantity)
        return subject.issued_on + timedelta(days=days) if days else None

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        return effective + timedelta(days=_USEFUL_DAYS)

    def blocked(self, case: CaseFacts, today: date) -> str | None:
        stock = case.subject.stock
        free = None if stock is None else stock - case.subject.reserved
        return "l'article est épuisé" if free is not None and free <= 0 else None

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        subject = case.subject
        bought = day_text(subject.issued_on or effective, today)
        if subject.own_interval:
            return f"{shorten(subject.label, 30)} : acheté le {bought}, racheté tous les {subject.own_interval} jours"
        days = (subject.lifetime or 0) * max(1, subject.quantity)
        stock = f". En stock : {subject.stock}" if subject.stock is not None else ""
        return f"acheté le {bought}, {shorten(subject.label, 30)} dure {days} jours{stock}"

    def stake(self, case: CaseFacts, today: date) -> int:
        return (case.subject.price or 0) * 30 // 100


KIND = Restock()
