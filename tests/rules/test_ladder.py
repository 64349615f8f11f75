"""The real dates of the steps of one case, and why each moved."""

from dataclasses import replace
from datetime import date

from kaye.countries.library import product_library
from kaye.countries.pack import calendar_for
from kaye.countries.scenarios import default_scenarios
from kaye.rules.facts import (
    BusinessFacts,
    CaseFacts,
    CustomerFacts,
    HoldFacts,
    PointFacts,
    StepRecord,
    SubjectFacts,
)
from kaye.rules.ladder import Rung, item_of, ladder
from kaye.rules.people import PersonName

TODAY = date(2026, 5, 20)  # a Wednesday
FIRM = BusinessFacts(
    id=1,
    name="Clim'Antilles",
    country="GP",
    currency="EUR",
    law="FR",
    signatory="Rosan",
    channel_order=("email",),
    automatic=frozenset({"email"}),
    channel_forms={"email": ("email", "email", True)},
)
CASE = CaseFacts(
    id=7,
    scenario=default_scenarios()["invoice"],
    subject=SubjectFacts(
        type="instalment",
        id=3,
        label="Pose split",
        reference="FA2026-0063",
        issued_on=date(2026, 4, 22),
        due_on=date(2026, 5, 22),
        amount=434000,
        is_invoice=True,
    ),
    opened_on=date(2026, 4, 22),
    done=(StepRecord("s1", "sent", date(2026, 5, 15)),),
)
HOTEL = CustomerFacts(
    id=5,
    name=PersonName(company="Karukera Hôtel"),
    label="Karukera Hôtel",
    country="GP",
    is_consumer=False,
    informal=False,
    calendar=calendar_for("GP", None, None, frozenset()),
    points=(PointFacts(1, "email", "compta@exemple.fr"), PointFacts(2, "phone", "+590690112233")),
    cases=(CASE,),
)


def rungs(case: CaseFacts = CASE, customer: CustomerFacts = HOTEL) -> dict[str, Rung]:
    found = ladder(case, customer, FIRM, product_library(), TODAY)
    assert [r.step.uid for r in found] == [s.uid for s in case.scenario.steps]
    return {r.step.uid: r for r in found}


def test_dates_of_the_mockup_and_why_they_moved() -> None:
    found = rungs()
    assert (found["s1"].state, found["s1"].moved) == ("done", -2)
    assert found["s1"].because == "le 17 est un dimanche"
    assert (found["s2"].state, found["s2"].on, found["s2"].moved) == ("planned", date(2026, 5, 26), 1)
    assert found["s2"].because.startswith("le 25 est férié (")
    assert (found["s3"].on, found["s3"].because) == (date(2026, 6, 1), "")


def test_what_comes_after_a_deadline_waits_for_it() -> None:
    """The formal notice leaves a deadline; what follows it waits for the day after."""
    late = {r.step.uid: r for r in rungs().values()}
    assert [r.on for r in late.values()] == sorted(r.on for r in late.values() if r.on)
    firm = late["s6"]
    assert firm.on is not None and firm.on > late["s5"].on  # type: ignore[operator]


def test_a_gap_pushes_the_next_step() -> None:
    case = replace(
        CASE, done=(StepRecord("s1", "sent", date(2026, 5, 15)), StepRecord("s2", "sent", date(2026, 6, 2)))
    )
    found = ladder(case, replace(HOTEL, cases=(case,)), FIRM, product_library(), date(2026, 6, 2))
    third = found[2]
    assert (third.on, third.wanted) == (date(2026, 6, 5), date(2026, 6, 1))
    assert third.because == "il faut 3 jours après l'étape d'avant"


def test_a_promise_holds_the_next_step_and_says_so() -> None:
    hold = HoldFacts(
        id=1,
        kind="promise",
        case=None,
        until=date(2026, 5, 28),
        made_on=TODAY,
        promised_on=date(2026, 5, 28),
        owed_then=434000,
    )
    found = rungs(customer=replace(HOTEL, holds=(hold,)))
    assert found["s2"].on == date(2026, 5, 29)
    assert "promet" in found["s2"].because


def test_a_late_case_says_that_the_day_has_passed() -> None:
    case = replace(CASE, done=(), subject=replace(CASE.subject, due_on=date(2026, 5, 11)))
    found = rungs(case, replace(HOTEL, cases=(case,)))
    assert found["s1"].state == "skipped"
    assert found["s2"].on == TODAY
    assert found["s2"].because == "le 14 mai est déjà passé"


def test_without_a_date_every_step_waits_and_says_why() -> None:
    case = replace(CASE, done=(), subject=replace(CASE.subject, due_on=None))
    found = rungs(case, replace(HOTEL, cases=(case,)))
    assert {r.state for r in found.values()} == {"unknown"}
    assert all("livraison" in r.because for r in found.values())


def test_a_step_alone_as_a_message() -> None:
    item = item_of(CASE, CASE.scenario.steps[2], HOTEL, FIRM, product_library(), TODAY)
    assert item is not None
    assert (item.text_id, item.form, item.address, item.amount) == (
        "pay.level2",
        "email",
        "compta@exemple.fr",
        434000,
    )
    call = item_of(CASE, CASE.scenario.steps[3], HOTEL, FIRM, product_library(), TODAY)
    assert call is not None and call.form == "script"
