"""What to do next with one case: dates, holds, skips, ends. Examples of trade-rules §7 by their number."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kaye.countries.pack import calendar_for
from kaye.rules.decide import decide, effective_date
from kaye.rules.decision import Act, Close, Decision, Hold, Wait
from kaye.rules.facts import CaseFacts, PendingFacts, StepRecord, SubjectFacts
from kaye.rules.scenario import Step
from tests.rules.builders import (
    article,
    case_of,
    contact,
    dates,
    day,
    days,
    debt,
    hold,
    item,
    items,
    ladder,
    live,
    order,
    question,
    sent,
    who,
)


def decided(case: CaseFacts, on: str, country: str = "CM", **given: Any) -> Decision:
    return decide(case, who(case, country=country, **given), day(on))


def skipped(decision: Decision) -> list[tuple[str, str]]:
    return [(s.step, s.reason) for s in decision.skipped]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("country", "offset", "due", "expected"),
    [
        # Example 1: the Monday is Whit Monday in France and overseas, an ordinary day in Cameroon.
        ("GP", 3, "05-22", "05-26"),
        ("MQ", 3, "05-22", "05-26"),
        ("FR", 3, "05-22", "05-26"),
        ("CM", 3, "05-22", "05-25"),
        # Example 2: 27 May is the abolition of slavery in Guadeloupe, about the Feast of the Ram in Cameroon.
        ("GP", 5, "05-22", "05-28"),
        ("MQ", 5, "05-22", "05-27"),
        ("FR", 5, "05-22", "05-27"),
        ("CM", 5, "05-22", "05-28"),
        # Example 3: before the due date the step moves backward; 22 May is the abolition in Martinique.
        ("MQ", -5, "05-27", "05-21"),
        ("GP", -5, "05-27", "05-22"),
        ("FR", -5, "05-27", "05-22"),
    ],
)
def test_a_step_moves_to_a_working_day(country: str, offset: int, due: str, expected: str) -> None:
    step = Step("s", offset=offset, text="pay.level1")
    assert effective_date(step, day(due), None, calendar_for(country)) == day(expected)


def test_the_whole_ladder_in_guadeloupe() -> None:  # example 4
    case = debt(1, "05-22", scenario="invoice")
    kept = tuple(s for s in case.scenario.steps if not s.is_call)
    found = live(
        who(replace(case, scenario=replace(case.scenario, steps=kept)), country="GP"), "05-01", "07-07"
    )
    assert dates(found) == days("05-15 05-26 06-01 06-11 06-22 07-06")
    assert [i.step_label for _, i in found] == ["J-5", "J+3", "J+10", "J+20", "J+30", "J+45"]
    assert {i.anchor_on for _, i in found} == {day("05-22")}  # the due date itself never moves


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (debt(1, "05-22", issued_on=day("05-15")), "05-22"),
        (order(1, "05-15", None), "05-18"),  # the Sunday moves to Monday
        (question(1, "05-15"), "05-21"),  # 20 May is the national day
        (article(1, "05-15", stock=4), "06-11"),
    ],
)
def test_a_sale_on_friday_in_douala(case: CaseFacts, expected: str) -> None:  # example 19
    decision = decided(case, "05-15")
    assert isinstance(decision, Wait)
    assert decision.until == day(expected)


def test_a_minimum_gap_pushes_the_later_steps() -> None:  # example 21: planned 0, 4, 8, five days apart
    own = ladder({"offset": 0}, {"offset": 4, "gap": 5}, {"offset": 8, "gap": 5})
    subject = SubjectFacts("instalment", 1, label="Riz", due_on=day("06-01"), amount=5_000)
    found = live(who(case_of(own, 1, subject)), "06-01", "06-11")
    assert dates(found) == days("06-01 06-06 06-11")


@pytest.mark.parametrize("kind", ["promise", "paid", "dispute", "pause", "unreachable", "moved"])
def test_a_hold_holds_through_its_last_day(kind: str) -> None:
    case = debt(1, "05-12")
    for on in ("05-12", "05-15"):
        decision = decided(case, on, holds=(hold(kind, "05-15"),))
        assert isinstance(decision, Hold)
        assert (decision.until, decision.hold, len(decision.because) > 10) == (day("05-15"), 9, True)
    assert isinstance(decided(case, "05-16", holds=(hold(kind, "05-15"),)), Act)


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        ("promise", (True, False, False, False)),
        ("paid", (True, False, False, False)),
        ("dispute", (True, False, True, True)),
        ("pause", (True, True, True, True)),
    ],
)
def test_what_a_hold_of_the_customer_holds(kind: str, held: tuple[bool, ...]) -> None:
    cases = (debt(1, "05-12"), order(2, "05-10", "05-20"), question(3, "05-07"), article(4, "04-15", stock=3))
    holds = (hold(kind, "05-15"),)
    assert tuple(isinstance(decided(c, "05-13", holds=holds), Hold) for c in cases) == held


def test_a_hold_of_one_case_leaves_the_others() -> None:
    holds = (hold("pause", "05-15", case=1),)
    assert isinstance(decided(debt(1, "05-12"), "05-13", holds=holds), Hold)
    assert isinstance(decided(debt(2, "05-12"), "05-13", holds=holds), Act)


def test_the_longest_hold_leads_but_already_paid_asks_first() -> None:
    holds = (hold("pause", "05-20", id=1), hold("promise", "05-25", id=2), hold("paid", "05-15", id=3))
    decision = decided(debt(1, "05-12"), "05-13", holds=holds)
    assert isinstance(decision, Hold)
    assert (decision.hold, decision.ask) == (3, "dit avoir déjà payé : vérifiez si l'argent est arrivé")
    after = decided(debt(1, "05-12"), "05-16", holds=holds)
    assert isinstance(after, Hold)
    assert (after.hold, after.ask) == (2, "")


def test_a_promise_kept_in_part_lets_the_ladder_go_on() -> None:
    """5 000 promised, 5 000 paid: the rest follows its own dates without a reproach."""
    case = debt(1, "05-12", paid=5_000)
    kept = hold("promise", "05-20", amount=5_000, paid_since=5_000)
    decision = decided(case, "05-13", holds=(kept,))
    assert isinstance(decision, Act)
    assert (decision.mode, decision.cites) == ("auto", None)


def test_a_broken_promise_resumes_the_day_after_and_is_cited_once() -> None:
    broken = hold("promise", "05-15", promised_on=day("05-14"))
    decision = decided(debt(1, "05-12"), "05-16", holds=(broken,))
    assert isinstance(decision, Act)
    assert (decision.on, decision.cites) == (day("05-16"), 9)
    assert decision.because == "la promesse du 14 mai n'a pas été tenue"
    later = decided(debt(1, "05-12", done=(sent("s1", "05-16"),)), "05-23", holds=(broken,))
    assert isinstance(later, Act)
    assert later.cites is None


def test_a_promise_broken_before_the_due_date_is_not_cited_by_a_memo_that_is_too_late() -> None:
    case = debt(1, "05-22", scenario="invoice")
    decision = decided(case, "05-28", "GP", holds=(hold("promise", "05-25"),))
    assert isinstance(decision, Act)
    assert skipped(decision) == [("s1", "trop tard")]
    assert (decision.step and decision.step.uid, decision.cites) == ("s2", 9)


def test_already_paid_that_never_came_is_proposed() -> None:  # C45
    claimed = hold("paid", "05-15", made_on=day("05-12"))
    decision = decided(debt(1, "05-12"), "05-16", holds=(claimed,))
    assert isinstance(decision, Act)
    assert decision.mode == "propose"
    assert decision.because == "disait avoir payé le 12 mai, rien n'est arrivé"
    answered = decided(debt(1, "05-12", done=(sent("s1", "05-16"),)), "05-23", holds=(claimed,))
    assert isinstance(answered, Act)
    assert answered.mode == "auto"


def test_a_dispute_left_open_is_asked_to_the_owner_and_nobody_is_written_to() -> None:
    ended = hold("dispute", "05-15", case=1)
    decision = decided(debt(1, "05-12"), "05-18", holds=(ended,))
    assert isinstance(decision, Act)
    assert (decision.mode, decision.ask) == ("ask", "dispute")


@pytest.mark.parametrize("case", [question(2, "05-14"), article(2, "04-20", stock=3)])
def test_r26_no_question_and_no_offer_while_another_thing_is_disputed(case: CaseFacts) -> None:
    disputed = hold("dispute", "05-25", case=1)
    assert isinstance(decided(case, "05-19", holds=(disputed,)), Hold)
    after = decided(case, "05-26", holds=(disputed,))
    assert isinstance(after, Wait)
    assert (after.until, after.because) == (day("05-27"), "un désaccord n'est pas réglé")


@pytest.mark.parametrize(
    ("subject", "because"),
    [
        ({"paid": 25_000}, "payé"),
        ({"paid": 30_000}, "payé"),  # R20: more than owed is a credit, nobody is asked for money
        ({"cancelled": True}, "annulé"),
    ],
)
def test_r20_a_debt_is_over(subject: dict[str, Any], because: str) -> None:
    assert decided(debt(1, "05-12", **subject), "05-20") == Close(because)


@pytest.mark.parametrize(
    ("case", "last_on", "too_late_on"),
    [
        (debt(1, "05-22", scenario="invoice"), "05-22", "05-23"),  # a memo until the due date
        (order(1, "05-18", "05-22"), "05-22", "05-23"),
        (question(1, "05-14"), "05-29", "05-30"),  # ten days after the 19th
        (
            article(1, "04-20", stock=3),
            "05-31",
            "06-01",
        ),  # fifteen days after the 16th, the 17th being a Sunday
    ],
)
def test_r7_a_step_has_a_last_useful_day(case: CaseFacts, last_on: str, too_late_on: str) -> None:
    assert not decided(case, last_on).skipped  # type: ignore[union-attr]
    assert ("s1", "trop tard") in skipped(decided(case, too_late_on))


def test_r9_a_step_not_done_holds_back_the_later_ones() -> None:
    case = debt(1, "05-12")
    first, late = item(who(case), "05-12"), item(who(case), "06-26")
    assert (first.id, first.step_label) == (late.id, late.step_label) == ("1.s1", "J0")
    passed = debt(1, "05-12", done=(StepRecord("s1", "skipped", day("05-13")),))
    assert item(who(passed), "05-19").step_label == "J+7"


def test_r10_a_memo_pushed_past_the_due_date_is_skipped() -> None:
    case = debt(1, "05-22", scenario="invoice")
    for last, wanted in (("05-18", "05-21"), ("05-20", None)):
        found = live(who(case, country="GP", contacts=(contact(last),)), "05-20", "05-22")
        assert dates(found) == ([day(wanted)] if wanted else [])


def test_r13_what_is_paid_at_delivery_waits_for_it() -> None:
    decision = decided(debt(1, None, is_order=True), "05-22")
    assert isinstance(decision, Wait)
    assert decision.because == "le reste se paie à la livraison"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "05-21"),
        ({"is_order": True, "due_on": day("05-19")}, None),  # not delivered: no question
        ({"is_order": True, "delivered_on": day("05-18")}, "05-23"),
    ],
)
def test_r14_the_question_waits_for_the_delivery(given: dict[str, Any], expected: str | None) -> None:
    decision = decided(question(1, "05-15", **given), "05-18")
    assert isinstance(decision, Wait)
    assert decision.until == (day(expected) if expected else day("05-20"))
    if expected is None:
        assert decision.because == "la commande n'est pas encore livrée"


@pytest.mark.parametrize(("issued", "written"), [("05-12", True), ("05-13", False), ("05-21", False)])
def test_r21_no_memo_just_after_the_invoice(issued: str, written: bool) -> None:
    case = debt(1, "05-20", scenario="invoice", issued_on=day(issued))
    found = [i.step_label for _, i in live(who(case, country="GP"), "05-13", "05-21")]
    assert found == (["J-5"] if written else [])


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"bought_again_on": day("05-02")}, "racheté depuis"),
        ({"cancelled": True}, "annulé"),
    ],
)
def test_r25_a_later_purchase_closes_the_offer(given: dict[str, Any], because: str) -> None:
    assert decided(article(1, "04-15", **given), "05-12") == Close(because)


@pytest.mark.parametrize(
    ("stock", "reserved", "offered"),
    [(None, 0, True), (3, 0, True), (0, 0, False), (-2, 0, False), (3, 3, False)],
)
def test_r25_what_is_out_of_stock_is_never_offered(stock: int | None, reserved: int, offered: bool) -> None:
    case = article(1, "04-15", stock=stock, reserved=reserved)
    assert bool(items(who(case), "05-12")) is offered


def test_the_customer_s_own_interval_comes_before_the_lifetime() -> None:  # A4
    decision = decided(article(1, "05-15", own_interval=20), "05-15")
    assert isinstance(decision, Wait)
    assert decision.until == day("06-01")  # 20 - 3 days


def test_r33_the_next_step_waits_for_the_day_after_the_deadline() -> None:
    done = (sent("s1", "05-12"), sent("s2", "05-19"), sent("s3", "05-26", deadline="06-08"))
    decision = decided(debt(1, "05-12", done=done), "05-27")
    assert isinstance(decision, Wait)
    assert decision.until == day("06-09")


@pytest.mark.parametrize(("asked", "called"), [("05-23", "05-25"), ("05-20", "05-21"), ("05-21", "05-21")])
def test_r37_calls_fall_on_weekdays_off_holidays(asked: str, called: str) -> None:
    step = Step("s", offset=0, mode="task", task="call")
    assert effective_date(step, day(asked), None, calendar_for("CM")) == day(called)


@pytest.mark.parametrize(
    ("state", "kind", "ask"),
    [("due", Wait, None), ("leased", Wait, None), ("handing", Wait, None), ("uncertain", Act, "uncertain")],
)
def test_a_message_in_the_outbox_comes_first(state: str, kind: type, ask: str | None) -> None:
    pending = PendingFacts(3, state, "s1", day("05-12"))
    decision = decided(debt(1, "05-12", pending=pending), "05-12")
    assert isinstance(decision, kind)
    assert getattr(decision, "ask", None) == ask


@pytest.mark.parametrize(
    ("promised", "first_sent", "reminded"),
    [
        ("05-29", "05-20", "05-28"),
        ("05-22", "05-20", None),
        ("05-23", "05-20", "05-22"),
        ("05-25", "05-22", None),
    ],
)
def test_the_day_before_delivery_only_if_two_days_after_the_first(
    promised: str, first_sent: str, reminded: str | None
) -> None:
    case = order(1, "05-18", promised, done=(sent("s1", first_sent),))
    found = [on for on, i in live(who(case), first_sent, promised) if i.action == "tap"]
    assert found == ([day(reminded)] if reminded else [])


def test_after_the_last_step_the_owner_is_asked_and_again_two_weeks_after_seen() -> None:
    done = tuple(sent(f"s{n}", f"05-{n + 10}") for n in range(1, 4))
    finished = debt(1, "05-05", done=(*done, StepRecord("s4", "called", day("05-20"))))
    decision = decided(finished, "06-03")
    assert isinstance(decision, Act)
    assert decision.ask == "ended"
    seen = replace(finished, done=(*finished.done, StepRecord("q260603", "skipped", day("06-03"))))
    assert decided(seen, "06-16") == Wait(day("06-17"), decision.because)


def test_an_order_past_its_day_is_asked_about_once_in_two_weeks() -> None:
    answered = StepRecord("q260525", "skipped", day("05-25"))
    done = (sent("s1", "05-20"), sent("s2", "05-23"))
    case = order(1, "05-18", "05-24", done=done)
    assert isinstance(decided(case, "05-25"), Act)
    again = order(1, "05-18", "05-24", done=(*done, answered))
    assert decided(again, "05-26") == Wait(day("06-08"), "la date de livraison est passée : est-ce livré")


def test_every_open_decision_has_a_day_and_a_reason() -> None:  # F1
    cases = (
        debt(1, "05-12"),
        order(2, "05-10", None),
        question(3, "05-07", is_order=True),
        article(4, "04-15"),
    )
    for case in cases:
        for on in ("05-01", "05-20", "07-01"):
            decision = decided(case, on)
            when = getattr(decision, "until", getattr(decision, "on", None))
            assert decision.because
            assert isinstance(decision, Close) or isinstance(when, date)
