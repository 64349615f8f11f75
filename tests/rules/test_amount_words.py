"""Amounts in words (M7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.amount_words import amount_in_words, number_in_words
from kaye.rules.money import MoneyError


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (1, "un"),
        (16, "seize"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (77, "soixante-dix-sept"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (1000, "mille"),
        (1100, "mille cent"),
        (2000, "deux mille"),
        (25000, "vingt-cinq mille"),
        (80000, "quatre-vingt mille"),
        (200000, "deux cent mille"),
        (1000000, "un million"),
        (80000000, "quatre-vingts millions"),
        (1234567, "un million deux cent trente-quatre mille cinq cent soixante-sept"),
        (3 * 10**9 + 1, "trois milliards un"),
    ],
)
def test_numbers(number, words):
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (70, "septante"),
        (71, "septante et un"),
        (79, "septante-neuf"),
        (80, "quatre-vingts"),
        (91, "nonante et un"),
        (98000, "nonante-huit mille"),
    ],
)
def test_belgian_numbers(number, words):
    assert number_in_words(number, belgian=True) == words


@pytest.mark.parametrize(
    ("minor", "code", "country", "words"),
    [
        (25000, "XAF", "CM", "vingt-cinq mille francs CFA"),
        (25000, "XOF", "CI", "vingt-cinq mille francs CFA"),
        (1, "XAF", "CM", "un franc CFA"),
        (0, "XAF", "CM", "zéro franc CFA"),
        (2000000, "XOF", "SN", "deux millions de francs CFA"),
        (2000001, "XOF", "SN", "deux millions un francs CFA"),
        (123456, "EUR", "FR", "mille deux cent trente-quatre euros et cinquante-six centimes"),
        (100000000, "EUR", "FR", "un million d'euros"),
        (1, "EUR", "FR", "un centime"),
        (101, "EUR", "FR", "un euro et un centime"),
        (9075, "EUR", "BE", "nonante euros et septante-cinq centimes"),
        (9075, "EUR", "GP", "quatre-vingt-dix euros et soixante-quinze centimes"),
        (-500, "XAF", "CM", "moins cinq cents francs CFA"),
    ],
)
def test_amounts(minor, code, country, words):
    assert amount_in_words(minor, code, country) == words


def test_too_large_is_refused():
    with pytest.raises(MoneyError, match="trop grand"):
        number_in_words(10**15)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_two_numbers_never_read_the_same(one, other):
    assert (number_in_words(one) == number_in_words(other)) is (one == other)
