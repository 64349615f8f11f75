"""The days to come: the day's plan, iterated as if each thing were done on its day."""

from dataclasses import replace

from kaye.rules.facts import PendingFacts
from kaye.rules.timeline import Planned, timeline
from tests.rules.builders import (
    EMAIL,
    LIBRARY,
    article,
    contact,
    day,
    days,
    debt,
    hold,
    live,
    order,
    question,
    sent,
    shop,
    who,
)

GP = shop("GP")


def ahead(*customers, first: str = "05-15", count: int = 60, business=GP) -> list[Planned]:  # type: ignore[no-untyped-def]
    return list(timeline(customers, business, LIBRARY, day(first), count))


def test_r9_a_preview_supposes_that_each_thing_is_done_on_its_day() -> None:
    found = ahead(who(debt(1, "05-18")), business=shop("CM"), count=50)
    assert [(p.day, p.item.step_label, p.item.action) for p in found] == [
        (day("05-18"), "J0", "tap"),
        (day("05-25"), "J+7", "tap"),
        (day("06-01"), "J+14", "tap"),
        (day("06-10"), "J+21", "call"),  # the day after the deadline of the third
        (day("06-24"), None, "check"),
    ]


def test_a_timeline_is_the_day_s_plan_day_after_day() -> None:
    cases = (debt(1, "05-18"), order(2, "05-14", "05-28"), question(3, "05-13"), article(4, "04-20", stock=2))
    customer = who(*cases, contacts=(contact("05-13"),), holds=(hold("promise", "05-21", case=1),))
    found = [(p.day, p.item) for p in ahead(customer, business=shop("CM"))]
    assert found == list(live(customer, "05-15", "07-13"))


def test_a_letter_that_a_person_posts_does_not_count_in_the_caps() -> None:
    done = tuple(sent(f"s{n}", f"05-{n + 5:02d}") for n in range(1, 7))
    customer = who(
        debt(1, "04-01", scenario="invoice", done=done), debt(2, "05-19", scenario="invoice"), country="GP"
    )
    found = [(p.day, p.item.step_label) for p in ahead(customer, count=12)]
    assert (day("05-19"), "J+45") in found
    assert (day("05-22"), "J+3") in found


def test_what_is_in_the_outbox_is_taken_as_sent_on_its_day() -> None:
    pending = PendingFacts(3, "due", "s2", day("05-18"), deadline=day("05-26"))
    customer = who(
        debt(1, "05-12", scenario="invoice", done=(sent("s1", "05-07"),), pending=pending), country="GP"
    )
    customer = replace(customer, contacts=(contact("05-18"),))
    first = ahead(customer)[0]
    assert (first.item.step_label, first.day) == ("J+10", day("05-28"))  # after the deadline and a holiday


def test_r17_two_names_at_one_address_are_spaced() -> None:
    one = who(debt(1, "05-14", scenario="invoice"), country="GP")
    other = replace(who(debt(2, "05-14", scenario="invoice"), country="GP"), id=6)
    contacts = [p.day for p in ahead(one, other, count=8)]
    assert contacts == days("05-18 05-21")


def test_r17_what_leaves_by_itself_goes_before_a_proposal() -> None:
    waits = who(
        debt(1, "05-01", scenario="invoice", proposed_step="s2", done=(sent("s1", "04-24"),)), country="GP"
    )
    leaves = replace(who(debt(2, "05-15", scenario="invoice"), country="GP", points=(EMAIL,)), id=6)
    found = [(p.day, p.item.action) for p in ahead(waits, leaves, first="05-18", count=4)]
    assert found == [(day("05-18"), "auto"), (day("05-21"), "approve")]
