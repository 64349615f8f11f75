"""Some days after the purchase: is everything fine (A5, R14, R26)."""

from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.facts import CaseFacts
from kaye.rules.french import day_text, listing, shorten
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step

_USEFUL_DAYS = 10


class Satisfaction(Kind):
    name = "satisfaction"
    family = "satisfaction"
    priority = 4
    joins = True
    needs_contact = False

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        subject = case.subject
        return subject.delivered_on if subject.is_order else subject.delivered_on or subject.issued_on

    def without_anchor(self, case: CaseFacts, today: date) -> tuple[date, str]:
        after = max(case.subject.due_on or today, today) + timedelta(days=1)
        return after, "la commande n'est pas encore livrée"

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        return effective + timedelta(days=_USEFUL_DAYS)

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        since = case.subject.delivered_on or case.subject.issued_on or effective
        what = shorten(listing(case.subject.articles) or case.subject.label, 40)
        return f"{what}, depuis le {day_text(since, today)} : il est temps de demander si tout va bien"

    def stake(self, case: CaseFacts, today: date) -> int:
        return 1


KIND = Satisfaction()
