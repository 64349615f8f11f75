"""What a kind of follow-up may say about its cases. A new kind is one new file that overrides what differs."""

from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.decision import Decision
from kaye.rules.facts import CaseFacts, CustomerFacts
from kaye.rules.french import day_text
from kaye.rules.scenario import Step


class Kind:
    """Rules of one kind. Every answer is a value and a French reason; nothing here knows a channel."""

    name = ""
    family = ""  # messages of one family may be joined; caps of spacing count per family
    priority = 9  # who leads when several are due the same day (scenarios.yaml)
    joins = False  # several cases of one customer make one message
    window = "transactional"
    needs_contact = True  # a customer who cannot be reached is the owner's business
    to_owner = False

    def closed(self, case: CaseFacts, today: date) -> str | None:
        """Why there is nothing left to follow."""
        return "annulé" if case.subject.cancelled else None

    def anchor(self, case: CaseFacts, step: Step) -> date | None:
        """The date that the step counts from; None when it is not known yet."""
        return case.subject.due_on

    def without_anchor(self, case: CaseFacts, today: date) -> tuple[date, str]:
        """When to look again at a case whose date is not known, and why."""
        return today + timedelta(days=7), "la date n'est pas encore connue"

    def last_day(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> date | None:
        """The last day on which the step is still useful (R7)."""
        return None

    def skips(self, case: CaseFacts, step: Step, effective: date, calendar: Calendar) -> str | None:
        """Why this step has no reason to be in this case."""
        return None

    def blocked(self, case: CaseFacts, today: date) -> str | None:
        """Why the step cannot be done today although it is due; looked at again the next day."""
        return None

    def instead(self, case: CaseFacts, customer: CustomerFacts, today: date) -> Decision | None:
        """A decision of the kind's own, in place of the steps one after another; None for the usual way."""
        return None

    def ended(self, case: CaseFacts, last: date, today: date) -> tuple[date, str] | str:
        """After the last step: (day, question for the owner) or the closing reason."""
        return "toutes les étapes sont faites"

    def asked_on(self, day: date, calendar: Calendar) -> date:
        """The day on which the question of `ended` is asked."""
        return day

    def because(self, case: CaseFacts, step: Step, effective: date, today: date) -> str:
        """Why this step, now: at most 90 characters, follows « Parce que »."""
        return f"c'est prévu pour le {day_text(effective, today)}"

    def item_kind(self, step: Step | None) -> str:
        """The `kind` of the item (R4)."""
        return self.name

    def stake(self, case: CaseFacts, today: date) -> int:
        """Expected money, minor units: what the follow-up can bring."""
        return 0
