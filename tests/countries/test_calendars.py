"""The worked examples of the trade rules that are about days and hours, country by country."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.countries.pack import CountryError, calendar_for, codes


def may(day):
    return date(2026, 5, day)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "offset", "expected"),
    [
        ("GP", 3, may(26)), ("MQ", 3, may(26)), ("FR", 3, may(26)), ("CM", 3, may(25)),
        ("GP", 5, may(28)), ("MQ", 5, may(27)), ("FR", 5, may(27)), ("CM", 5, may(28)),
    ],
)  # fmt: skip
def test_examples_1_and_2_steps_after_the_due_date_move_forward(code, offset, expected):
    assert calendar_for(code).next_working(may(22) + timedelta(offset)) == expected


@pytest.mark.parametrize(("code", "expected"), [("MQ", may(21)), ("GP", may(22)), ("FR", may(22))])
def test_example_3_steps_before_the_due_date_move_backward(code, expected):
    assert calendar_for(code).previous_working(may(27) - timedelta(5)) == expected


def test_example_4_a_whole_ladder_in_guadeloupe():
    calendar, due = calendar_for("GP"), may(22)
    after = [calendar.next_working(due + timedelta(days)) for days in (3, 10, 20, 30, 45)]
    assert calendar.previous_working(due - timedelta(5)) == date(2026, 5, 15)
    assert [f"{day:%m-%d}" for day in after] == ["05-26", "06-01", "06-11", "06-22", "07-06"]


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("FR", date(2026, 10, 24), utc(2026, 10, 24, 5)),
        ("FR", date(2026, 10, 25), utc(2026, 10, 25, 6)),
        ("FR", date(2026, 3, 28), utc(2026, 3, 28, 6)),
        ("FR", date(2026, 3, 29), utc(2026, 3, 29, 5)),
        ("GP", date(2026, 3, 29), utc(2026, 3, 29, 11)),
        ("GP", date(2026, 10, 25), utc(2026, 10, 25, 11)),
        ("CM", date(2026, 3, 29), utc(2026, 3, 29, 6)),
        ("CM", date(2026, 10, 25), utc(2026, 10, 25, 6)),
    ],
)
def test_example_14_seven_o_clock_everywhere(code, day, expected):
    assert calendar_for(code).local(day, time(7)) == expected


@pytest.mark.parametrize(
    ("business", "customer", "instant", "purpose", "expected"),
    [
        ("GP", "FR", utc(2026, 11, 20, 22, 30), "transactional", utc(2026, 11, 21, 7)),
        ("GP", None, utc(2026, 5, 23, 23, 30), "marketing", utc(2026, 5, 26, 13)),
        ("CM", None, utc(2026, 5, 19, 21, 5), "marketing", utc(2026, 5, 21, 8)),
        ("CM", None, utc(2026, 5, 19, 21, 5), "transactional", utc(2026, 5, 21, 7)),
        ("FR", "GP", utc(2026, 5, 26, 23, 30), "transactional", utc(2026, 5, 28, 12)),
    ],
)
def test_examples_16_to_18_the_customers_window(business, customer, instant, purpose, expected):
    assert calendar_for(business, customer).next_allowed(instant, purpose) == expected


def test_example_19_steps_of_a_sale_in_douala():
    calendar, sold = calendar_for("CM"), may(15)
    restock = sold + timedelta(30 - 3)
    assert calendar.next_working(sold + timedelta(7)) == may(22)
    assert calendar.next_working(sold + timedelta(2)) == may(18)
    assert calendar.next_working(sold + timedelta(5)) == may(21)
    assert calendar.next_working(restock) == date(2026, 6, 11)


def test_example_22_a_promise_is_checked_one_or_two_working_days_later():
    calendar = calendar_for("GP")
    assert calendar.add_working_days(may(29), 1) == date(2026, 6, 1)
    assert calendar.add_working_days(may(29), 2) == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        ("GP", may(27), "Abolition de l'esclavage"),
        ("GP", may(23), "samedi"),
        ("CM", may(23), None),
        ("CM", may(24), "dimanche"),
        ("CM", may(27), "Fête du Mouton"),
    ],
)
def test_why_a_day_is_closed(code, day, reason):
    assert calendar_for(code).closed_because(day) == reason


def test_both_holiday_lists_apply_in_the_customers_zone():
    calendar = calendar_for("GP", "CM")
    assert calendar.zone == "Africa/Douala"
    assert calendar.closed_because(may(20)) == "Fête nationale"
    assert calendar.closed_because(may(25)) == "Lundi de Pentecôte"
    assert calendar.closed_because(may(23)) == "samedi"


def test_customary_days_of_the_business_apply_towards_every_customer():
    calendar = calendar_for("GP", "FR", switched_on=frozenset({"Vendredi saint"}))
    assert calendar.closed_because(date(2026, 4, 3)) == "Vendredi saint"
    assert calendar_for("GP", "FR").closed_because(date(2026, 4, 3)) is None


def test_a_zone_can_be_given_and_calendars_are_kept():
    assert calendar_for("FR", zone="America/Guadeloupe").zone == "America/Guadeloupe"
    assert calendar_for("CM") is calendar_for("CM")


def test_a_customer_from_a_country_without_pack_counts_as_local():
    assert calendar_for("CM", "GA").zone == "Africa/Douala"


def test_an_unknown_business_country_is_refused():
    with pytest.raises(CountryError, match="« XX » n'est pas connu"):
        calendar_for("XX")


countries = st.sampled_from(codes())
purposes = st.sampled_from(["transactional", "precontractual", "marketing", "calls", "legal"])
seconds = st.integers(0, 5 * 365 * 86400)


@given(countries, st.one_of(st.none(), countries), purposes, seconds)
def test_what_is_allowed_is_open_for_both_sides(business, customer, purpose, second):
    calendar = calendar_for(business, customer)
    instant = utc(2024, 1, 1) + timedelta(seconds=second)
    found = calendar.next_allowed(instant, purpose)
    day = calendar.today(found)
    assert found >= instant
    assert calendar.is_open(found, purpose)
    assert day.weekday() != 6
    for code in filter(None, (business, customer)):
        assert calendar_for(code).holiday(day) is None
