"""Instalment plans (M29, M30, worked example 11)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.plans import Pace, broken, pay_oldest, plan

FIRST = date(2026, 1, 31)


def amounts(balance, number, step, code="XAF"):
    return [each.amount for each in plan(balance, number, FIRST, Pace.MONTH, step, code)]


@pytest.mark.parametrize(
    ("balance", "number", "step", "code", "expected"),
    [
        (100000, 3, 1, "XAF", [33334, 33333, 33333]),
        (100000, 3, 5, "XAF", [33335, 33335, 33330]),
        (100000, 3, 500, "XAF", [33500, 33500, 33000]),
        (25003, 2, 5, "XAF", [12500, 12503]),
        (10000, 3, 1, "EUR", [3334, 3333, 3333]),
    ],
)
def test_worked_example_11(balance, number, step, code, expected):
    assert amounts(balance, number, step, code) == expected


def test_dates_keep_the_day_of_the_first():
    found = plan(30000, 3, FIRST, Pace.MONTH, 5, "XAF")
    assert [each.due_on for each in found] == [FIRST, date(2026, 2, 28), date(2026, 3, 31)]
    found = plan(30000, 3, FIRST, Pace.WEEK, 5, "XAF")
    assert [each.due_on for each in found] == [FIRST, date(2026, 2, 7), date(2026, 2, 14)]


@pytest.mark.parametrize(
    ("balance", "number", "said"),
    [
        (100, 1, "de 2 à 120"),
        (0, 2, "rien à étaler"),
        (10, 3, "choisissez-en moins"),
        (100, 121, "de 2 à 120"),
    ],
)
def test_refused(balance, number, said):
    with pytest.raises(DocumentError, match=said):
        plan(balance, number, FIRST, Pace.MONTH, 5, "XAF")


def test_a_payment_goes_to_the_oldest_instalment():
    after, left = pay_oldest(plan(30000, 3, FIRST, Pace.MONTH, 5, "XAF"), 15000)
    assert ([each.balance for each in after], left) == ([0, 5000, 10000], 0)
    after, left = pay_oldest(after, 16000)
    assert ([each.balance for each in after], left) == ([0, 0, 0], 1000)


def test_the_owner_is_asked_after_fifteen_days():
    found = plan(30000, 3, FIRST, Pace.MONTH, 5, "XAF")
    assert broken(found, date(2026, 2, 15)) == ()
    assert [each.number for each in broken(found, date(2026, 2, 16))] == [1]
    paid, _ = pay_oldest(found, 10000)
    assert broken(paid, date(2026, 2, 16)) == ()


@given(st.integers(10**4, 10**9), st.integers(2, 24), st.sampled_from([1, 5, 25]))
def test_sum_is_exact(balance, number, step):
    found = amounts(balance, number, step)
    assert sum(found) == balance
    assert all(each % step == 0 for each in found[:-1])
    assert max(found) - min(found) < 2 * step
