"""One contact per customer and per day: who leads, who joins, who waits, and what the owner is asked."""

from dataclasses import replace
from itertools import pairwise

import pytest

from kaye.rules.facts import PointFacts
from tests.rules.builders import (
    EMAIL,
    LIBRARY,
    PHONE,
    article,
    contact,
    dates,
    day,
    debt,
    hold,
    item,
    items,
    live,
    order,
    planned,
    question,
    reason,
    sent,
    shop,
    who,
)

READY_FOR_LETTER = tuple(sent(f"s{n}", f"05-{n + 5:02d}") for n in range(1, 7))


def test_r12_several_debts_due_make_one_message() -> None:
    customer = who(debt(1, "05-15", 5_000), debt(2, "05-15", 7_000, paid=1_000), debt(3, "06-10", 9_000))
    only = item(customer, "05-15")
    assert (only.parts, only.amount, only.text_id) == (((1, "s1"), (2, "s1")), 11_000, "pay.several")
    assert (only.action, only.channel, only.kinds) == ("tap", "whatsapp_link", ("payment_due",))
    assert only.because.endswith(", et 1 autre")


def test_r12_the_highest_tone_leads_and_every_step_is_done() -> None:
    firm = debt(1, "05-04", done=(sent("s1", "05-04"), sent("s2", "05-11")))
    customer = who(debt(2, "05-18"), firm)
    only = item(customer, "05-18")
    assert (only.tone, only.step_label, only.anchor_on) == (3, "J+14", day("05-04"))
    assert set(only.parts) == {(1, "s3"), (2, "s1")}


@pytest.mark.parametrize(("country", "form"), [("CM", "whatsapp"), ("GP", "email")])
def test_r12_the_text_of_several_debts_exists_in_the_form_that_leaves(country: str, form: str) -> None:
    """The form of the leader's own text (« whatsapp_cm ») may not exist in the one that names them together."""
    done = tuple(sent(f"s{n}", f"05-{n * 3:02d}") for n in (1, 2, 3))
    only = item(
        who(*(debt(n, "04-25", scenario="invoice", done=done[:2]) for n in (1, 2)), country=country), "05-15"
    )
    together = LIBRARY.get(only.text_id or "")
    assert (only.text_id, only.form) == ("pay.several", form)
    assert together is not None
    assert form in together.forms


def test_r12_satisfaction_and_restock_never_ride_on_money() -> None:
    customer = who(debt(1, "05-18"), question(2, "05-13"), article(3, "04-20", stock=2))
    assert item(customer, "05-18").kinds == ("payment_due",)
    for case in (2, 3):
        assert (
            reason(customer, "05-18", case)
            == "le message du jour parle de l'argent, celui-ci attend le 19 mai"
        )
    found = [(on, i.kind) for on, i in live(customer, "05-18", "05-22")]
    assert found == [(day("05-18"), "payment_due"), (day("05-19"), "satisfaction"), (day("05-21"), "restock")]


def test_the_priority_is_money_delivery_satisfaction_restock() -> None:
    cases = (article(4, "04-22", stock=2), question(3, "05-13"), order(2, "05-16", "05-30"), debt(1, "05-18"))
    found = [i.kind for _, i in live(who(*cases), "05-18", "05-26") if i.action == "tap"]
    assert found[:3] == ["payment_due", "delivery", "satisfaction"]
    assert "restock" in found[3:]


def test_the_last_chance_of_another_goes_before_money() -> None:
    """A delivery promised for today can't wait; a debt can."""
    customer = who(debt(1, "05-18"), order(2, "05-14", "05-18"))
    assert item(customer, "05-18").kind == "delivery"


def test_r10_every_step_of_five_invoices_is_done_spaced_and_capped() -> None:
    """Grouping of followup-systems §2.4: at most two contacts in seven days, no step lost."""
    invoices = tuple(debt(n, f"06-{n + 2:02d}", scenario="invoice") for n in range(1, 6))
    customer = who(*invoices, country="GP")
    found = [(on, i) for on, i in live(customer, "05-20", "07-16") if i.action in ("auto", "approve")]
    contacts = dates(found)
    gaps = [(b - a).days for a, b in pairwise(contacts)]
    assert min(gaps) >= 3
    assert max(sum(0 <= (a - b).days < 7 for b in contacts) for a in contacts) <= 3
    done = [part for _, i in live(customer, "05-20", "08-20") for part in i.parts]
    assert len(done) == len(set(done))
    for case in invoices:
        assert [s for c, s in done if c == case.id][:4] == ["s1", "s2", "s3", "s4"]
    assert len(contacts) < 5 * 6 * 0.66  # grouped: fewer than two thirds of one message per step


@pytest.mark.parametrize(
    ("on", "listed"), [("05-16", True), ("05-17", False), ("05-20", False), ("05-21", True)]
)
def test_r22_no_contact_on_a_closed_day(on: str, listed: bool) -> None:
    customer = who(debt(1, "05-12"))
    assert [i.action for i in items(customer, on)] == (["tap"] if listed else [])
    if not listed:
        assert reason(customer, on, 1).startswith("rien ne part un jour fermé")


def test_r22_checks_are_listed_on_a_closed_day() -> None:
    assert item(who(debt(1, "05-12"), points=()), "05-17").action == "check"
    assert item(who(debt(1, "05-12"), holds=(hold("paid", "05-19"),)), "05-17").action == "check"


def test_r37_no_call_on_saturday() -> None:
    case = debt(1, "05-01", done=(sent("s1", "05-02"), sent("s2", "05-09"), sent("s3", "05-14")))
    assert items(who(case), "05-23") == ()
    assert item(who(case), "05-25").action == "call"


def test_r27_without_a_mail_server_the_owner_is_told() -> None:
    only = item(
        who(debt(1, "05-15", scenario="invoice"), country="GP"), "05-18", shop("GP", automatic=frozenset())
    )
    assert only.action == "check"
    assert only.because.startswith("e-mail non configuré")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (debt(1, "05-12"), ["check"]),
        (order(1, "05-10", "05-20"), ["check"]),
        (question(1, "05-07"), []),
        (article(1, "04-15", stock=3), []),
    ],
)
def test_r29_nobody_to_write_to(case, expected: list[str]) -> None:  # type: ignore[no-untyped-def]
    for points in ((), (replace(PHONE, state="dead"),), (replace(PHONE, state="malformed"),)):
        found = items(who(case, points=points), "05-12")
        assert [i.action for i in found] == expected
        assert all(i.because == "pas de numéro" for i in found)


@pytest.mark.parametrize(
    ("stopped", "offered", "asked"), [("marketing", False, "tap"), ("all", False, "check")]
)
def test_who_refused_offers_still_owes(stopped: str, offered: bool, asked: str) -> None:
    refusing = frozenset({stopped})
    assert bool(items(who(article(1, "04-15", stock=3), stopped=refusing), "05-12")) is offered
    assert planned(who(article(1, "04-15", stock=3), stopped=refusing), "05-12").cases[0].verb == "close"
    assert item(who(debt(1, "05-12"), stopped=refusing), "05-12").action == asked


def test_letters_wait_for_a_person_beside_the_message_of_the_day() -> None:
    letter = debt(1, "04-01", scenario="invoice", done=READY_FOR_LETTER)
    customer = who(letter, debt(2, "07-07", scenario="invoice"), country="GP")
    actions = {i.step_label: i.action for i in items(customer, "07-10")}
    assert actions == {"J+45": "approve", "J+3": "auto"}


def test_a_letter_without_a_text_is_the_owner_s_business() -> None:  # R6: none in Belgium
    only = item(who(debt(1, "04-01", scenario="invoice", done=READY_FOR_LETTER), country="BE"), "07-10")
    assert (only.action, only.because) == ("check", "pas de texte prévu ici : écrivez-lui vous-même")


def test_a_legal_text_is_about_one_debt() -> None:
    """The first reminder to a Belgian consumer has its own mentions: it is not merged with another debt."""
    customer = who(*(debt(n, "05-15", scenario="invoice") for n in (1, 2)), country="BE")
    only = item(customer, "05-18")
    assert (only.text_id, len(only.parts)) == ("pay.first_reminder.be_b2c", 1)


def test_a_proposal_that_waits_never_keeps_back_what_leaves_by_itself() -> None:
    firm = debt(1, "04-20", scenario="invoice", done=tuple(sent(f"s{n}", f"05-{n:02d}") for n in range(2, 5)))
    waiting = replace(firm, done=(sent("s1", "04-15"), *firm.done))
    customer = who(waiting, debt(2, "05-15", scenario="invoice"), country="GP")
    assert item(customer, "05-18").parts == ((2, "s2"),)
    assert [i.action for i in items(customer, "05-18")] == ["auto"]


def test_the_id_is_that_of_the_oldest_and_stays() -> None:
    waits, joins = debt(2, "05-11"), debt(1, "05-15")
    assert item(who(waits), "05-12").id == item(who(joins, waits), "05-15").id == "2.s1"


def test_a_broken_promise_is_cited_by_its_own_text() -> None:
    for country, on in (("CM", "05-16"), ("GP", "05-18")):
        only = item(who(debt(1, "05-12"), country=country, holds=(hold("promise", "05-15"),)), on)
        assert (only.text_id, only.cites) == ("pay.promise_broken", 9)


def test_a_question_about_several_debts_is_asked_once_and_on_the_list_of_the_day() -> None:
    customer = who(debt(1, "05-12", 5_000), debt(2, "05-12", 7_000), holds=(hold("paid", "05-19"),))
    plan = planned(customer, "05-14")
    (asked,) = plan.items
    assert (asked.action, asked.amount, asked.parts) == ("check", 12_000, ((1, "ask"), (2, "ask")))
    assert {p.due_on for p in plan.cases} == {day("05-14")}


def test_r33_the_deadline_is_a_working_day_after_eight_days() -> None:
    done = (sent("s1", "05-01"), sent("s2", "05-08"))
    assert item(who(debt(1, "05-01", done=done)), "05-16").deadline == day("05-25")  # the 24th is a Sunday


def test_an_e_mail_refused_leaves_the_other_way() -> None:
    points = (replace(EMAIL, state="dead"), PointFacts(3, "phone", "+590690112233"))
    only = item(who(debt(1, "05-15", scenario="invoice"), country="GP", points=points), "05-18")
    assert (only.channel, only.action) == ("whatsapp_link", "tap")


def test_every_open_case_has_a_plan() -> None:  # F1
    customer = who(
        debt(1, "05-12"), order(2, "05-10", None), question(3, "05-10"), article(4, "04-16", stock=0)
    )
    for on in ("05-12", "05-17", "06-30"):
        plan = planned(replace(customer, contacts=(contact(on),)), on)
        assert [p.case for p in plan.cases] == [1, 2, 3, 4]
        assert all(p.verb == "close" or (p.look_on is not None and p.look_on >= day(on)) for p in plan.cases)
        assert all(p.because for p in plan.cases)


def test_a_debt_gets_eight_messages_at_most_before_a_formal_notice() -> None:
    told = tuple(sent(f"x{n}", f"04-{n * 3 + 1:02d}") for n in range(8))
    only = item(who(debt(1, "04-01", done=told)), "05-20")
    assert only.action == "check"
    assert "8 messages" in only.because
