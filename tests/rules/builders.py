"""Facts in a few words: shops, customers and what they owe, without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kaye.countries.library import product_library
from kaye.countries.pack import calendar_for, pack
from kaye.countries.scenarios import default_caps, default_scenarios
from kaye.rules.bundle import plan_day
from kaye.rules.decision import DayPlan, Item
from kaye.rules.facts import (
    BusinessFacts,
    CaseFacts,
    ContactFacts,
    CustomerFacts,
    HoldFacts,
    PointFacts,
    StepRecord,
    SubjectFacts,
)
from kaye.rules.people import PersonName
from kaye.rules.scenario import Scenario, parse_scenario
from kaye.rules.timeline import after_day

LIBRARY = product_library()
FORMS = {
    "whatsapp_link": ("phone", "whatsapp", False),
    "sms_link": ("phone", "sms", False),
    "email": ("email", "email", True),
    "call": ("phone", "script", False),
}
PHONE = PointFacts(1, "phone", "+237677123456")
EMAIL = PointFacts(2, "email", "jeanne@exemple.fr")


def day(text: str) -> date:
    """« 05-22 » is in 2026."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def days(text: str) -> list[date]:
    return [day(each) for each in text.split()]


def shop(country: str = "CM", **given: Any) -> BusinessFacts:
    """A business whose e-mail is set up, unless told otherwise."""
    own = pack(country)
    facts = BusinessFacts(
        id=1,
        name="Chez Moussa",
        country=country,
        currency=own.currency,
        law=own.law,
        signatory="Moussa",
        channel_order=own.channel_order,
        automatic=frozenset({"email"}),
        channel_forms=FORMS,
        values={"entreprise": "Chez Moussa", "signataire": "Moussa"},
        caps=default_caps(),
    )
    return replace(facts, **given)


def debt(number: int, due_on: str | None, amount: int = 25_000, **given: Any) -> CaseFacts:
    """A notebook debt; `scenario="invoice"` makes it an invoice."""
    key = given.pop("scenario", "notebook_debt")
    case = {name: given.pop(name) for name in ("done", "pending", "proposed_step") if name in given}
    due = day(due_on) if due_on else None
    subject: dict[str, Any] = {
        "type": "instalment",
        "id": number,
        "label": "2 Huile 5 L",
        "issued_on": date(2026, 1, 5),
        "due_on": due,
        "amount": amount,
    }
    if key != "notebook_debt":
        subject |= {"is_invoice": True, "reference": f"FA-{number:03d}"}
    return case_of(key, number, SubjectFacts(**(subject | given)), **case)


def order(number: int, sold_on: str, promised: str | None, **given: Any) -> CaseFacts:
    case = {name: given.pop(name) for name in ("done",) if name in given}
    subject = SubjectFacts(
        type="sale",
        id=number,
        label="Frigo",
        issued_on=day(sold_on),
        due_on=day(promised) if promised else None,
        is_order=True,
        order_number=number,
        articles=("Frigo",),
        **given,
    )
    return case_of("delivery", number, subject, **case)


def question(number: int, sold_on: str, **given: Any) -> CaseFacts:
    """A satisfaction case."""
    subject: dict[str, Any] = {"type": "sale", "id": number, "label": "Riz", "articles": ("Riz",)}
    return case_of("satisfaction", number, SubjectFacts(**(subject | {"issued_on": day(sold_on)} | given)))


def article(number: int, sold_on: str, lifetime: int = 30, **given: Any) -> CaseFacts:
    """A restock case."""
    subject: dict[str, Any] = {"type": "line", "id": number, "label": "Sac de riz", "issued_on": day(sold_on)}
    return case_of("restock", number, SubjectFacts(**(subject | {"lifetime": lifetime} | given)))


def case_of(scenario: str | Scenario, number: int, subject: SubjectFacts, **given: Any) -> CaseFacts:
    chosen = default_scenarios()[scenario] if isinstance(scenario, str) else scenario
    return CaseFacts(id=number, scenario=chosen, subject=subject, opened_on=date(2026, 1, 5), **given)


def ladder(*steps: dict[str, Any]) -> Scenario:
    """A ladder of one's own for a debt."""
    return parse_scenario(
        "own", {"subject": "instalment", "steps": [{"text": "pay.level1"} | s for s in steps]}
    )


def who(*cases: CaseFacts, country: str = "CM", business: str | None = None, **given: Any) -> CustomerFacts:
    """Mme Jeanne, reached by WhatsApp in Douala and by e-mail in Guadeloupe."""
    facts: dict[str, Any] = {
        "id": 5,
        "name": PersonName("Madame", "Jeanne"),
        "label": "Mme Jeanne",
        "country": country,
        "is_consumer": None,
        "informal": False,
        "calendar": calendar_for(business or country, country),
        "points": (PHONE,) if country in ("CM", "CI", "SN") else (EMAIL,),
        "cases": cases,
    }
    return CustomerFacts(**(facts | given))


def hold(kind: str, until: str, **given: Any) -> HoldFacts:
    """Made the day before it ends, for the whole customer, unless told otherwise."""
    facts: dict[str, Any] = {"id": 9, "kind": kind, "case": None, "until": day(until), "owed_then": 25_000}
    if kind == "promise":
        facts["promised_on"] = day(until)
    return HoldFacts(**(facts | {"made_on": day("05-01")} | given))


def contact(on: str, family: str = "payment", purpose: str = "transactional") -> ContactFacts:
    return ContactFacts(day(on), purpose, family)


def sent(step: str, on: str, deadline: str | None = None) -> StepRecord:
    return StepRecord(step, "sent", day(on), day(deadline) if deadline else None)


def planned(customer: CustomerFacts, on: str, business: BusinessFacts | None = None) -> DayPlan:
    return plan_day(customer, business or shop(customer.country), LIBRARY, day(on))


def items(customer: CustomerFacts, on: str, business: BusinessFacts | None = None) -> tuple[Item, ...]:
    return planned(customer, on, business).items


def item(customer: CustomerFacts, on: str, business: BusinessFacts | None = None) -> Item:
    (only,) = items(customer, on, business)
    return only


def reason(customer: CustomerFacts, on: str, case: int, business: BusinessFacts | None = None) -> str:
    """Why this case does what it does that day."""
    return next(p.because for p in planned(customer, on, business).cases if p.case == case)


def live(
    customer: CustomerFacts, first: str, last: str, business: BusinessFacts | None = None
) -> Sequence[tuple[date, Item]]:
    """Every item from one day to another, each done on its day."""
    shop_facts = business or shop(customer.country)
    found: list[tuple[date, Item]] = []
    for ordinal in range(day(first).toordinal(), day(last).toordinal() + 1):
        today = date.fromordinal(ordinal)
        plan = plan_day(customer, shop_facts, LIBRARY, today)
        found.extend((today, each) for each in plan.items)
        customer = after_day(customer, plan, today)
    return found


def dates(found: Sequence[tuple[date, Item]]) -> list[date]:
    return [on for on, _ in found]
