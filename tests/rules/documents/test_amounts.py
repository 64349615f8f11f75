"""What is written on a line becomes exact figures, or a French sentence (M1, M2)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.amounts import (
    Discount,
    DocumentError,
    apportion,
    parse_discount,
    parse_quantity,
    parse_rate,
    parse_unit_price,
    price_of,
    round_half_up,
    share,
)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 1), ("-0.5", -1), ("1.4999", 1), ("2.5", 3), ("-2.5", -3), ("-2.4", -2), ("8.4999150", 8)],
)
def test_half_goes_away_from_zero(value, rounded):
    assert round_half_up(Fraction(value)) == rounded


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", "2"), ("1,5", "1.5"), ("-3", "-3"), ("1 000,125", "1000.125"), ("2,5000", "2.5")],
)
def test_quantity(text, value):
    assert parse_quantity(text) == Decimal(value)


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        (parse_quantity, "1,2345", "au plus 3 chiffres"),
        (parse_quantity, "deux", "La quantité s'écrit par exemple 1,5"),
        (parse_quantity, "0", "La quantité est à zéro"),
        (parse_unit_price, "0,00001", "au plus 4 chiffres"),
        (parse_unit_price, "-5", "Un prix ne peut pas être négatif"),
        (parse_rate, "8,555", "au plus 2 chiffres"),
        (parse_rate, "101 %", "de 0 à 100"),
        (parse_rate, "-1", "de 0 à 100"),
    ],
)
def test_too_precise_or_absurd_is_refused_never_rounded(parse, text, said):
    with pytest.raises(DocumentError, match=said):
        parse(text)


def test_unit_price_keeps_four_decimals_in_fcfa_too():
    assert parse_unit_price("12,3456") == Decimal("12.3456")
    assert price_of(Decimal("1000"), Decimal("12.3456"), "XAF") == 12346


@pytest.mark.parametrize(
    ("text", "discount"),
    [
        ("10 %", Discount(percent=Decimal(10))),
        ("12,5%", Discount(percent=Decimal("12.5"))),
        ("50", Discount(amount=5000)),
        ("1 234,56", Discount(amount=123456)),
        ("", Discount()),
        (None, Discount()),
    ],
)
def test_discount(text, discount):
    assert parse_discount(text, "EUR") == discount


def test_negative_discount_is_refused():
    with pytest.raises(DocumentError, match="sans signe moins"):
        parse_discount("-5", "EUR")


def test_largest_remainder_first_wins_ties():
    assert share(100, [1, 1, 1]) == (34, 33, 33)
    assert share(10, [3, 1]) == (8, 2)
    assert share(1, [0, 1]) == (0, 1)
    assert share(0, [5, 5]) == (0, 0)
    assert share(7, [0, 0]) == (0, 0)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any))
def test_shares_lose_nothing_and_stay_near(total, weights):
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(st.lists(st.fractions(-1000, 1000, max_denominator=500), min_size=1, max_size=8))
def test_apportion_negative_parts_too(exact):
    total = round_half_up(sum(exact, Fraction()))
    assert sum(apportion(total, exact)) == total
