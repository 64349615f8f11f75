"""The working sheet of one customer's day: what was found so far, and how a decision is written on it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kaye.rules.decision import Act, CasePlan, Item
from kaye.rules.facts import BusinessFacts, CaseFacts, CustomerFacts
from kaye.rules.kinds import kind_of
from kaye.rules.wording import Library


@dataclass(slots=True)
class Day:
    """Filled by `bundle.plan_day` and its neighbours; every open case ends with one plan."""

    customer: CustomerFacts
    business: BusinessFacts
    library: Library
    today: date
    items: list[Item] = field(default_factory=list)
    plans: dict[int, CasePlan] = field(default_factory=dict)

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def following(self) -> date:
        """The next day on which something may leave."""
        return self.customer.calendar.next_working(self.tomorrow)

    def act(self, case: CaseFacts, act: Act, action: str, because: str, uid: str | None = None) -> None:
        """To be done today: looked at again tomorrow, or as soon as the window opens if it leaves by itself."""
        step = uid if uid is not None else uid_of(act)
        look = self.today if action == "auto" else self.tomorrow
        stake = kind_of(case.kind).stake(case, self.today)
        self.plans[case.id] = CasePlan(
            case.id, "act", because, action, step, act.on, look, stake, act.skipped
        )

    def wait(self, case: CaseFacts, act: Act, until: date, because: str) -> None:
        """Due, but not today."""
        stake = kind_of(case.kind).stake(case, self.today)
        self.plans[case.id] = CasePlan(
            case.id, "wait", because, act.mode, uid_of(act), until, until, stake, act.skipped
        )


def uid_of(act: Act) -> str:
    """The uid of the step to be done; empty when the owner is asked."""
    return act.step.uid if act.step else ""


def joined_because(acts: list[Act]) -> str:
    """The reason of the first, and how many come with it."""
    if len(acts) == 1:
        return acts[0].because
    count = len(acts) - 1
    return f"{acts[0].because}, et {count} autre{'s' * (count > 1)}"
