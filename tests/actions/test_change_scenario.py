from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django_scopes import scope

from kaye.actions.add_debt import add_debt
from kaye.actions.change_scenario import change_scenario, move_cases, restore_scenario
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Case, Event, ScenarioVersion, StepDone

pytestmark = pytest.mark.django_db


def steps_of(business: Business, key: str = "invoice") -> list[dict[str, Any]]:
    return ScenarioVersion.objects.get(business=business, key=key, is_current=True).data["steps"]


def change(business: Business, steps: list[Mapping[str, Any]], now: datetime, migrate: bool = False) -> Any:
    return change_scenario(business=business, key="invoice", data={"steps": steps}, migrate=migrate, now=now)


@pytest.fixture
def case(firm: Business, now: datetime) -> Case:
    """An invoice due on 1 June, in the first version."""
    who = record_customer(business=firm, now=now, name_raw="Mme Bellance", email="a@exemple.fr")
    add_debt(
        business=firm,
        customer=who,
        label="Pose split",
        total=434000,
        issued_on=date(2026, 5, 1),
        due_on=date(2026, 6, 1),
        now=now,
        origin="invoice",
        reference="FA-1",
    )
    return Case.objects.get(kind="payment_due")


def did(case: Case, uid: str, now: datetime, outcome: str = "sent") -> None:
    StepDone.objects.create(
        business=case.business, case=case, step=uid, outcome=outcome, done_on=now.date(), at=now
    )


def test_a_change_is_a_new_version_and_open_cases_stay(firm: Business, case: Case, now: datetime) -> None:
    steps = steps_of(firm)
    steps[2]["offset"] = 12
    done = change(firm, steps, now)
    assert (done.version.number, done.moved, done.staying) == (2, 0, None)
    assert [
        (v.number, v.is_current) for v in ScenarioVersion.objects.filter(key="invoice").order_by("number")
    ] == [
        (1, False),
        (2, True),
    ]
    case.refresh_from_db()
    assert case.version.number == 1
    assert Event.objects.filter(kind="scenario_changed").get().payload["number"] == 2


def test_kept_steps_keep_their_uid_and_new_ones_are_never_reused(firm: Business, now: datetime) -> None:
    steps = steps_of(firm)
    first = change(firm, [*steps[:1], {"offset": 2, "tone": 1, "text": "pay.level1"}, *steps[2:]], now)
    uids = [s["uid"] for s in first.version.data["steps"]]
    assert uids == ["s1", "s9", "s3", "s4", "s5", "s6", "s7", "s8"]
    second = change(firm, [s for s in first.version.data["steps"] if s["uid"] != "s9"], now)
    third = change(
        firm, [*second.version.data["steps"][:1], {"offset": 2, "tone": 1, "text": "pay.level1"}], now
    )
    assert [s["uid"] for s in third.version.data["steps"]] == ["s1", "s10"]


def test_cases_move_when_asked_and_are_decided_again(firm: Business, case: Case, now: datetime) -> None:
    steps = steps_of(firm)
    steps[0]["offset"] = -3
    assert case.due_on == date(2026, 5, 26)  # 27 May is a holiday: moved backward
    done = change(firm, steps, now, migrate=True)
    case.refresh_from_db()
    assert (done.moved, done.staying, case.version.number) == (1, 0, 2)
    assert case.due_on == date(2026, 5, 29)


def test_a_case_stays_when_what_it_did_is_gone(firm: Business, case: Case, now: datetime) -> None:
    did(case, "s1", now)
    steps = steps_of(firm)[1:]
    done = change(firm, steps, now, migrate=True)
    case.refresh_from_db()
    assert (done.moved, done.staying, case.version.number) == (0, 1, 1)


def test_an_old_debt_whose_waiting_step_is_gone_stays(firm: Business, case: Case, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(proposed_step="s3")
    done = change(firm, [s for s in steps_of(firm) if s["uid"] != "s3"], now, migrate=True)
    assert (done.moved, done.staying) == (0, 1)


def test_a_ladder_never_goes_back_down(firm: Business, case: Case, now: datetime) -> None:
    did(case, "s3", now)
    steps = steps_of(firm)
    steps.insert(1, {"offset": 1, "tone": 1, "text": "pay.level1"})
    change(firm, steps, now, migrate=True)
    skipped = StepDone.objects.filter(case=case, outcome="skipped").values_list("step", "reason")
    assert dict(skipped)["s9"] == "sautée : ajoutée après"
    case.refresh_from_db()
    assert case.step not in ("s1", "s2", "s9")


def test_cases_are_moved_later_too(firm: Business, case: Case, now: datetime) -> None:
    steps = steps_of(firm)
    steps[0]["offset"] = -3
    change(firm, steps, now)
    moved = move_cases(business=firm, key="invoice", now=now)
    assert (moved.moved, moved.staying) == (1, 0)
    assert move_cases(business=firm, key="invoice", now=now).moved == 0


def test_an_older_version_comes_back_as_the_next(firm: Business, case: Case, now: datetime) -> None:
    steps = steps_of(firm)
    first = ScenarioVersion.objects.get(key="invoice")
    change(firm, steps[:3], now)
    done = restore_scenario(business=firm, version=first, now=now + timedelta(minutes=1))
    assert done.version.number == 3
    assert done.version.data == ScenarioVersion.objects.get(pk=first.pk).data
    with pytest.raises(Refusal, match="déjà"):
        restore_scenario(business=firm, version=first, now=now)


@pytest.mark.parametrize(
    ("at", "given", "words"),
    [
        (6, {"mode": "auto"}, "formelle ne part jamais seule"),
        (1, {"offset": 90}, "dans l'ordre des jours"),
        (1, {"text": "pay.level5"}, "plus ferme que le ton"),
        (1, {"text": "pay.rien"}, "n'existe pas"),
        (1, {"channel": ["pigeon"]}, "pigeon"),
        (1, {"offset": None}, "un seul moment"),
        (1, {}, "Rien n'a changé"),
    ],
)
def test_refusals_say_what_to_do(
    firm: Business, now: datetime, at: int, given: dict[str, Any], words: str
) -> None:
    steps = steps_of(firm)
    steps[at] |= given
    with pytest.raises(Refusal, match=words):
        change(firm, steps, now)
    assert ScenarioVersion.objects.filter(key="invoice").count() == 1


def test_at_least_one_step_and_a_known_scenario(firm: Business, now: datetime) -> None:
    with pytest.raises(Refusal, match="pas d'étape"):
        change(firm, [], now)
    with pytest.raises(Refusal, match="liste"):
        change_scenario(business=firm, key="rien", data={"steps": []}, migrate=False, now=now)


def test_another_business_is_not_touched(firm: Business, now: datetime) -> None:
    other = open_business(name="Autre", country="GP", now=now)
    change(firm, steps_of(firm)[:3], now)
    with scope(business=other):
        version = ScenarioVersion.objects.get(key="invoice")
        assert (version.number, version.is_current) == (1, True)
    with pytest.raises(Refusal, match="entreprise"):
        restore_scenario(business=firm, version=version, now=now)
