"""Prices, pauses, catching up and renewals (M46–M49)."""

from datetime import date
from decimal import Decimal
from itertools import islice

import pytest

from kaye.rules.documents.amounts import Discount
from kaye.rules.documents.recurrence import Billing, First, Schedule, periods
from kaye.rules.documents.subscriptions import (
    Pause,
    PriceChange,
    is_paused,
    lines_of,
    prorated,
    renewal,
    to_invoice,
)
from kaye.rules.documents.totals import totals
from tests.rules.documents.samples import draft, line

JANUARY = Schedule(date(2026, 1, 1))


def period(number, schedule=JANUARY):
    return next(islice(periods(schedule), number, None))


def test_prorated_line_is_rounded_once():
    served = period(0, Schedule(date(2026, 5, 15), anchor_day=1))  # 17 days of 31
    found = prorated(draft(line("10", quantity="3"), discount="10 %"), served)
    assert totals(found).nets == (1645,)
    assert totals(found).ht == 1480
    assert totals(prorated(draft(line("25000", "0"), code="XAF"), served)).ttc == 13710


def test_a_fixed_discount_is_prorated_like_the_price():
    served = period(0, Schedule(date(2026, 5, 15), anchor_day=1))
    found = prorated(draft(line("31", "0", discount=Discount(amount=310))), served)
    assert totals(found).ttc == 1700 - 170


def test_a_whole_period_stays_as_it_is():
    document = draft(line("10", quantity="3"))
    assert prorated(document, period(0)) is document


def test_a_pause_holds_the_periods_that_begin_in_it():
    pause = Pause(date(2026, 2, 1), date(2026, 3, 31))
    assert [is_paused(period(n), [pause]) for n in range(4)] == [False, True, True, False]
    assert is_paused(period(40), [Pause(date(2026, 2, 15))])
    assert not is_paused(period(1), [Pause(date(2026, 2, 15))])


@pytest.mark.parametrize(
    ("told", "is_consumer", "prices"),
    [
        (None, False, [10, 10, 12]),  # the change of 15 February never acts inside a period
        (date(2026, 1, 10), True, [10, 10, 12]),
        (date(2026, 2, 20), True, [10, 10, 10]),
        (None, True, [10, 10, 10]),
    ],
)
def test_price_change(told, is_consumer, prices):
    change = PriceChange(1, date(2026, 2, 15), Decimal(12), told)
    found = [lines_of(period(n), (line("10"),), [change], is_consumer)[0].unit_price for n in range(3)]
    assert found == prices


def test_a_consumer_told_late_pays_more_from_the_next_period():
    change = PriceChange(1, date(2026, 2, 15), Decimal(12), date(2026, 2, 20))
    assert lines_of(period(3), (line("10"),), [change], True)[0].unit_price == 12


def test_missed_nights_are_caught_up_once():
    automatic, drafts = to_invoice(JANUARY, {date(2026, 1, 1)}, [], date(2026, 3, 5))
    assert ([p.start for p in automatic], drafts) == ([date(2026, 2, 1), date(2026, 3, 1)], ())
    done = {p.start for p in automatic} | {date(2026, 1, 1)}
    assert to_invoice(JANUARY, done, [], date(2026, 3, 5)) == ((), ())


def test_more_than_two_missed_become_drafts():
    automatic, drafts = to_invoice(JANUARY, (), [], date(2026, 3, 5))
    assert (automatic, len(drafts)) == ((), 3)
    automatic, drafts = to_invoice(JANUARY, (), [], date(2026, 3, 1))
    assert (len(automatic), drafts) == (3, ())


def test_nothing_before_its_day_nor_in_a_pause_nor_free():
    arrears = Schedule(date(2026, 1, 1), billing=Billing.ARREARS)
    assert to_invoice(arrears, (), [], date(2026, 1, 31)) == ((), ())
    assert to_invoice(JANUARY, (), [Pause(date(2026, 1, 1))], date(2026, 1, 31)) == ((), ())
    free = Schedule(date(2026, 1, 15), anchor_day=1, first=First.FREE)
    assert to_invoice(free, (), [], date(2026, 1, 31)) == ((), ())


@pytest.mark.parametrize(
    ("today", "end", "notice"),
    [
        (date(2026, 1, 15), date(2026, 12, 31), date(2026, 10, 31)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2026, 10, 31)),
        (date(2027, 1, 1), date(2027, 12, 31), date(2027, 10, 31)),
    ],
)
def test_renewal_notice_two_months_before(today, end, notice):
    found = renewal(date(2026, 1, 1), 12, today)
    assert (found.term_end, found.notice_on) == (end, notice)
    assert found.earliest < found.notice_on < found.latest < found.term_end
