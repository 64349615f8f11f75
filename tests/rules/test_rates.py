"""Dated prices of SMS, and numbers as networks write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.phones import international
from kaye.rules.rates import read_rates, sms_cost

_RATES = read_rates(
    """
[[rate]]
prefix = "+"
since = 2025-01-01
currency = "USD"

[[rate]]
prefix = "+33"
since = 2025-01-01
currency = "USD"
each = "7.98"
note = "estimation"

[[rate]]
prefix = "+33"
since = 2026-06-01
currency = "EUR"
each = "5"
"""
)


@pytest.mark.parametrize(
    ("address", "text", "day", "expected"),
    [
        ("+33612345678", "Bonjour", date(2026, 5, 22), (1, 8, "USD", "estimation")),
        ("+33612345678", "é" * 320, date(2026, 5, 22), (3, 24, "USD", "estimation")),
        ("+33612345678", "reçu", date(2026, 6, 1), (1, 5, "EUR", "")),
        ("+33612345678", "ç" * 71, date(2026, 6, 1), (2, 10, "EUR", "")),
        (
            "+237699001122",
            "Bonjour",
            date(2026, 6, 1),
            (1, None, "USD", "prix non publié ici : voir votre compte"),
        ),
    ],
)
def test_the_longest_prefix_then_the_latest_row(
    address: str, text: str, day: date, expected: tuple[int, int | None, str, str]
) -> None:
    cost = sms_cost(_RATES, address, text, day)
    assert cost is not None
    assert (cost.units, cost.amount, cost.currency, cost.note) == expected


def test_before_the_first_row_nothing_is_known() -> None:
    assert sms_cost(_RATES, "+33612345678", "Bonjour", date(2024, 12, 31)) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("tel:+22507099573", "+22507099573"),
        ("+237 6 99 00-11.22", "+237699001122"),
        ("237699001122", "+237699001122"),
        ("00237699001122", "+237699001122"),
        ("33612345678", "+33612345678"),
        ("699001122", ""),
        ("0690123456", ""),
        ("36179", ""),
        ("Orange", ""),
        ("anonymous", ""),
        ("+0699001122", ""),
        ("+", ""),
        ("", ""),
    ],
)
def test_numbers_as_networks_write_them(written: str, expected: str) -> None:
    assert international(written) == expected


@given(st.text(max_size=20))
def test_no_writing_makes_half_a_number(written: str) -> None:
    found = international(written)
    assert found == "" or (
        found[0] == "+" and found[1:].isdecimal() and found.isascii() and 9 <= len(found) <= 16
    )
