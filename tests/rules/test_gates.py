"""What may leave: refusals, caps, spacing, hours of the customer. Examples of trade-rules §7 by their number."""

from datetime import datetime

import pytest

from kaye.countries.pack import calendar_for
from kaye.rules.facts import Caps, ContactFacts
from kaye.rules.gates import Closed, day_gate, next_opening, open_now, opens_at, refused
from tests.rules.builders import contact, day, who

CAPS = Caps()


def gate(
    on: str, *contacts: ContactFacts, family: str = "payment", purpose: str = "transactional"
) -> Closed | None:
    return day_gate(who(contacts=contacts), CAPS, family, purpose, day(on))


def until(closed: Closed | None) -> str | None:
    return closed.until.isoformat()[5:] if closed else None


@pytest.mark.parametrize(
    ("stopped", "purpose", "may"),
    [
        ((), "marketing", True),
        (("marketing",), "marketing", False),
        (("marketing",), "transactional", True),
        (("all",), "transactional", False),
        (("all",), "marketing", False),
        (("all",), "legal", True),
    ],
)
def test_refusals(stopped: tuple[str, ...], purpose: str, may: bool) -> None:
    assert (refused(who(stopped=frozenset(stopped)), purpose) is None) is may


@pytest.mark.parametrize(
    ("on", "contacts", "expected"),
    [
        ("05-19", [], None),
        ("05-19", ["05-19"], "05-21"),  # one a day; the 20th is a holiday
        ("05-19", ["05-17"], "05-21"),
        ("05-19", ["05-16"], None),
        ("05-19", ["05-18"], "05-21"),
    ],
)
def test_r10_three_days_between_payment_messages(on: str, contacts: list[str], expected: str | None) -> None:
    closed = gate(on, *(contact(c) for c in contacts))
    assert until(closed) == expected


def test_r10_a_delivery_message_does_not_space_the_payments() -> None:
    assert gate("05-19", contact("05-18", family="delivery")) is None
    assert until(gate("05-19", contact("05-18"), family="delivery")) is None


@pytest.mark.parametrize(
    ("sent_on", "on", "expected"),
    [
        ("05-11 05-14 05-16", "05-18", "05-18"),
        ("05-12 05-14 05-16", "05-18", "05-19"),
        ("05-12 05-14", "05-18", None),
        ("05-12 05-12 05-12", "05-18", "05-19"),
    ],
)
def test_r11_three_in_any_seven_days(sent_on: str, on: str, expected: str | None) -> None:
    closed = gate(on, *(contact(c, family="delivery") for c in sent_on.split()), family="delivery")
    assert until(closed) == (None if expected == on else expected)


def test_one_a_day_whatever_it_is_about() -> None:
    closed = gate("05-18", contact("05-18", family="restock", purpose="marketing"), family="delivery")
    assert closed == Closed(day("05-19"), "un message est déjà parti aujourd'hui")


def test_two_offers_in_thirty_days() -> None:
    offers = [contact(on, family="restock", purpose="marketing") for on in ("05-02", "05-11")]
    assert until(gate("05-18", *offers, family="restock", purpose="marketing")) == "06-01"
    assert gate("05-18", *offers, family="delivery") is None


def test_r26_one_question_in_fourteen_days() -> None:
    asked = contact("05-08", family="satisfaction")
    assert until(gate("05-21", asked, family="satisfaction")) == "05-22"
    assert gate("05-22", asked, family="satisfaction") is None


def test_r17_the_caps_count_the_same_number_under_another_name() -> None:
    customer = who(shared_contacts=(contact("05-18"),))
    assert until(day_gate(customer, CAPS, "delivery", "transactional", day("05-18"))) == "05-19"
    assert until(day_gate(customer, CAPS, "payment", "transactional", day("05-19"))) == "05-21"


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("CM", "05-17", "05-18"),  # Sunday
        ("CM", "05-20", "05-21"),  # national day
        ("CM", "05-16", None),  # a Saturday: the shop is open
        ("GP", "05-16", "05-18"),  # R24: not on Saturday there
        ("GP", "05-25", "05-26"),  # Whit Monday
    ],
)
def test_r22_nothing_leaves_on_a_closed_day(country: str, on: str, expected: str | None) -> None:
    closed = day_gate(who(country=country), CAPS, "payment", "transactional", day(on))
    assert until(closed) == expected


@pytest.mark.parametrize(
    ("business", "customer", "at", "purpose", "expected"),
    [
        # Example 16: half past six in the evening in Guadeloupe, nearly midnight for the customer in Paris.
        ("GP", "FR", "2026-11-20T22:30+00:00", "transactional", "2026-11-21T07:00+00:00"),
        # Example 17: a Saturday evening, then Sunday, then Whit Monday.
        ("GP", "GP", "2026-05-23T23:30+00:00", "marketing", "2026-05-26T13:00+00:00"),
        # Example 18: late in the evening before the national day.
        ("CM", "CM", "2026-05-19T21:05+00:00", "marketing", "2026-05-21T08:00+00:00"),
        ("CM", "CM", "2026-05-19T21:05+00:00", "transactional", "2026-05-21T07:00+00:00"),
    ],
)
def test_the_next_allowed_instant(business: str, customer: str, at: str, purpose: str, expected: str) -> None:
    calendar = calendar_for(business, customer)
    assert calendar.next_allowed(datetime.fromisoformat(at), purpose) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("at", "purpose", "is_open"),
    [
        ("2026-05-18T06:59+00:00", "transactional", False),
        ("2026-05-18T07:00+00:00", "transactional", True),
        ("2026-05-18T07:00+00:00", "marketing", False),
        ("2026-05-18T17:59+00:00", "legal", True),
        ("2026-05-18T18:00+00:00", "legal", False),
        ("2026-05-20T10:00+00:00", "transactional", False),
    ],
)
def test_the_hours_of_the_customer(at: str, purpose: str, is_open: bool) -> None:
    assert open_now(who(), datetime.fromisoformat(at), purpose) is is_open


def test_r27_the_window_opens_at_eight() -> None:
    assert opens_at(who(), day("05-18"), "transactional").isoformat() == "2026-05-18T07:00:00+00:00"
    assert opens_at(who(), day("05-18"), "marketing").isoformat() == "2026-05-18T08:00:00+00:00"


@pytest.mark.parametrize(
    ("country", "at", "expected"),
    [
        ("GP", "2026-05-22T23:30+00:00", "2026-05-26T12:00+00:00"),  # Friday evening; Monday is a holiday
        ("GP", "2026-05-22T20:30+00:00", "2026-05-22T20:30+00:00"),
        ("CM", "2026-05-22T22:30+00:00", "2026-05-23T07:00+00:00"),
    ],
)
def test_r24_what_is_late_leaves_on_a_working_day_of_the_business(
    country: str, at: str, expected: str
) -> None:
    """The window is open on Saturday for everyone, the firm is not."""
    found = next_opening(who(country=country), datetime.fromisoformat(at), "transactional")
    assert found == datetime.fromisoformat(expected)
