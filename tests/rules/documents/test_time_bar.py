"""Dates given by the law (M37, M52, M53, worked examples 22–26)."""

from datetime import date

import pytest

from kaye.countries.pack import calendar_for, pack
from kaye.rules.documents.time_bar import (
    enforce_from,
    forget_prospect_on,
    keep_books_until,
    notice_deadline,
    oppose_until,
    promise_checked_on,
    serve_order_until,
    signed_at_home,
    time_bar,
)

FR, GP = calendar_for("FR"), calendar_for("GP")


def test_worked_example_22_promise():
    assert promise_checked_on(date(2026, 5, 29), GP, is_quick=True) == date(2026, 6, 1)
    assert promise_checked_on(date(2026, 5, 29), GP, is_quick=False) == date(2026, 6, 2)


def test_worked_example_23_order_for_payment():
    assert serve_order_until(date(2026, 8, 31), FR) == date(2027, 3, 1)
    assert serve_order_until(date(2026, 9, 10), FR) == date(2026, 12, 10)
    assert oppose_until(date(2026, 10, 1), FR) == date(2026, 11, 2)
    assert enforce_from(date(2026, 10, 1)) == date(2026, 12, 1)


def test_worked_example_24_signed_at_home():
    found = signed_at_home(date(2026, 5, 22), GP)
    assert (found.no_payment_before, found.withdrawal_until) == (date(2026, 5, 30), date(2026, 6, 5))


@pytest.mark.parametrize(
    ("signed", "until"),
    [
        (date(2026, 5, 23), date(2026, 6, 8)),  # Saturday
        (date(2026, 5, 11), date(2026, 5, 26)),  # Whit Monday
    ],
)
def test_withdrawal_moves_to_the_next_working_day(signed, until):
    assert signed_at_home(signed, FR).withdrawal_until == until


def test_urgent_repair_lifts_the_first_part_only():
    found = signed_at_home(date(2026, 5, 22), FR, urgent_repair=True)
    assert (found.no_payment_before, found.withdrawal_until) == (None, date(2026, 6, 5))


def test_worked_example_25_time_bar():
    consumer = time_bar(date(2026, 5, 22), pack("FR").limitation_years_consumer)
    assert (consumer.on, consumer.alert_on) == (date(2028, 5, 22), date(2028, 2, 22))
    assert time_bar(date(2026, 5, 22), pack("GP").limitation_years_firm).on == date(2031, 5, 22)
    assert time_bar(date(2026, 5, 22), pack("BE").limitation_years_consumer).on == date(2036, 5, 22)


def test_no_estimate_where_the_delay_is_not_established():
    assert time_bar(date(2026, 5, 22), pack("CM").limitation_years_consumer) is None


def test_time_bar_of_a_leap_day():
    assert time_bar(date(2028, 2, 29), 5).on == date(2033, 2, 28)


def test_worked_example_26_keeping():
    assert forget_prospect_on(date(2024, 3, 15)) == date(2027, 3, 15)
    assert keep_books_until(2026) == date(2036, 12, 31)


def test_formal_notice_deadline_moves_forward():
    assert notice_deadline(date(2026, 5, 15), FR) == date(2026, 5, 26)  # Saturday, then Whit Monday
    assert notice_deadline(date(2026, 5, 20), FR) == date(2026, 5, 28)
