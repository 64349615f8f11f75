"""Periods of a subscription (M45, M46, worked example 12)."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.recurrence import Billing, Every, First, Schedule, anchors, periods


def first(count, schedule):
    return list(islice(periods(schedule), count))


def starts(count, schedule):
    return [period.start for period in first(count, schedule)]


@pytest.mark.parametrize(
    ("start", "following"),
    [
        (date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]),
        (date(2028, 1, 31), [date(2028, 2, 29)]),
        (date(2026, 1, 30), [date(2026, 2, 28), date(2026, 3, 30)]),
    ],
)
def test_worked_example_12(start, following):
    assert list(islice(anchors(start, Every.MONTH), 1, len(following) + 1)) == following
    assert starts(len(following) + 1, Schedule(start))[1:] == following


def test_quarter_and_year():
    assert starts(3, Schedule(date(2025, 11, 30), Every.QUARTER)) == [
        date(2025, 11, 30),
        date(2026, 2, 28),
        date(2026, 5, 30),
    ]
    assert starts(5, Schedule(date(2024, 2, 29), Every.YEAR))[1:] == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


def test_a_period_ends_the_day_before_the_next():
    whole = first(2, Schedule(date(2026, 1, 31)))
    assert [(p.start, p.end) for p in whole] == [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 30)),
    ]


@pytest.mark.parametrize(
    ("billing", "invoiced"), [(Billing.ADVANCE, date(2026, 5, 1)), (Billing.ARREARS, date(2026, 6, 1))]
)
def test_invoiced_before_or_after_even_on_a_holiday(billing, invoiced):
    assert first(1, Schedule(date(2026, 5, 1), billing=billing))[0].invoice_on == invoiced


@pytest.mark.parametrize(
    ("kind", "share"),
    [(First.PRORATE, Fraction(17, 31)), (First.FULL, Fraction(1)), (First.FREE, Fraction(0))],
)
def test_first_period_up_to_the_anchor(kind, share):
    found = first(2, Schedule(date(2026, 5, 15), anchor_day=1, first=kind))
    assert (found[0].start, found[0].end, found[0].share) == (date(2026, 5, 15), date(2026, 5, 31), share)
    assert (found[1].start, found[1].share) == (date(2026, 6, 1), 1)


def test_anchor_on_the_day_of_the_start_makes_no_short_period():
    assert first(1, Schedule(date(2026, 5, 1), anchor_day=1))[0].share == 1
    assert first(1, Schedule(date(2026, 2, 28), anchor_day=31))[0].share == 1


def test_last_period_up_to_the_last_day_served():
    found = list(periods(Schedule(date(2026, 4, 1), end=date(2026, 5, 10))))
    assert [(p.end, p.share) for p in found] == [
        (date(2026, 4, 30), 1),
        (date(2026, 5, 10), Fraction(10, 31)),
    ]
    arrears = list(periods(Schedule(date(2026, 4, 1), end=date(2026, 5, 10), billing=Billing.ARREARS)))
    assert arrears[-1].invoice_on == date(2026, 5, 11)


def test_end_on_the_last_day_of_a_period_makes_it_whole_and_last():
    found = list(periods(Schedule(date(2026, 4, 1), end=date(2026, 4, 30))))
    assert [p.share for p in found] == [1]


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.sampled_from(Every),
    st.none() | st.integers(1, 31),
)
def test_no_day_is_lost_or_served_twice(start, every, anchor_day):
    found = first(12, Schedule(start, every, anchor_day))
    assert found[0].start == start
    for one, following in pairwise(found):
        assert one.end + timedelta(days=1) == following.start
        assert 0 < one.share <= 1
    assert all(period.share == 1 for period in found[1:])
