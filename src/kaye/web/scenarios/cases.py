"""The case that the dates are computed for: a real one, or an example when there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from kaye.actions.engine import Engine
from kaye.records.calendars import calendar_of
from kaye.records.facts import load_customers, load_house
from kaye.records.models import Business
from kaye.records.queries.scenarios import OpenCase
from kaye.rules.facts import CaseFacts, CustomerFacts, PointFacts, SubjectFacts
from kaye.rules.kinds import kind_of
from kaye.rules.people import PersonName
from kaye.rules.scenario import SUBJECTS, Scenario

_EXAMPLE = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with its customer. `case_id` None: an example."""

    case: CaseFacts
    customer: CustomerFacts
    case_id: int | None = None

    @property
    def name(self) -> str:
        return self.customer.label

    @property
    def anchor_on(self) -> date | None:
        """The day that never moves."""
        return kind_of(self.case.kind).anchor(self.case, self.case.scenario.steps[0])

    @property
    def balance(self) -> int | None:
        owes = kind_of(self.case.kind).family in ("payment", "delivery") and self.case.subject.balance > 0
        return self.case.subject.balance if owes else None

    @property
    def what(self) -> str:
        return self.case.subject.reference or self.case.subject.label


def shown_case(
    business: Business, ready: Engine, scenario: Scenario, chosen: OpenCase | None, now: datetime
) -> Shown:
    """The chosen case following `scenario`, its facts read again; the example without one."""
    if chosen is None:
        return example(business, scenario, now)
    if chosen.customer is None:
        customer = load_house(business, Q(id=chosen.id))
    else:
        found = load_customers(business, [chosen.customer], now)
        if not found:
            return example(business, scenario, now)
        customer = found[0]
    case = next((c for c in customer.cases if c.id == chosen.id), None)
    if case is None:
        return example(business, scenario, now)
    return with_scenario(Shown(case, customer, chosen.id), scenario)


def with_scenario(shown: Shown, scenario: Scenario) -> Shown:
    """The same case as if it followed these steps."""
    case = replace(shown.case, scenario=scenario)
    cases = tuple(case if c.id == case.id else c for c in shown.customer.cases)
    return replace(shown, case=case, customer=replace(shown.customer, cases=cases))


def example(business: Business, scenario: Scenario, now: datetime) -> Shown:
    """« Madame Jeanne », with something that falls due in a week."""
    calendar = calendar_of(business)
    today = calendar.today(now)
    due = calendar.next_working(today + timedelta(days=7))
    amount = 2_500_000 if business.country in ("CM", "CI", "SN") else 43_400
    subject = SubjectFacts(
        type=SUBJECTS.get(scenario.subject, "instalment"),
        id=_EXAMPLE,
        label="Téléphone Tecno",
        reference="FA-EXEMPLE" if scenario.key != "notebook_debt" and scenario.kind == "payment_due" else "",
        issued_on=today - timedelta(days=23) if scenario.kind == "payment_due" else today,
        due_on=today if scenario.kind == "low_stock" else due,
        amount=amount // 100 if amount > 100_000 else amount,
        delivered_on=today if scenario.kind == "satisfaction" else None,
        is_order=scenario.kind == "delivery",
        order_number=57,
        lifetime=30,
        price=6500,
        stock=2 if scenario.kind == "low_stock" else 8,
        threshold=5,
        valid_until=today + timedelta(days=30),
        articles=("Téléphone Tecno",),
    )
    case = CaseFacts(id=_EXAMPLE, scenario=scenario, subject=subject, opened_on=today)
    to_owner = kind_of(scenario.kind).to_owner
    customer = CustomerFacts(
        id=0 if to_owner else _EXAMPLE,
        name=PersonName("Mme", "Jeanne", "Bellance"),
        label=business.name if to_owner else "Mme Jeanne, un exemple",
        country=business.country,
        is_consumer=None,
        informal=False,
        calendar=calendar,
        points=(PointFacts(1, "phone", "+0"), PointFacts(2, "email", "jeanne@exemple.fr")),
        cases=(case,),
    )
    return Shown(case, customer)


def choices_of(cases: Sequence[OpenCase], versions: frozenset[int], most: int = 12) -> tuple[OpenCase, ...]:
    """A few cases of these versions to choose from, one a customer."""
    found: dict[int | None, OpenCase] = {}
    for case in cases:
        if case.version in versions and case.customer not in found:
            found[case.customer] = case
            if len(found) == most:
                break
    return tuple(found.values())
