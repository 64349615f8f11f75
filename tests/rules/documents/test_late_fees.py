"""Late interest and fixed sums (M50, worked examples 5–10)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.countries.pack import calendar_for
from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.consumer_fees import Cap, compensation, fees_from
from kaye.rules.documents.interest import Movement, RateStretch, balance_on, interest, segments
from kaye.rules.documents.late_fees import LateDebt, LateLaw, Starts, Status, check_agreed_rate, late_fees

FRANCE = LateLaw(Starts.DUE, Starts.NEVER, 4000)
OHADA = LateLaw(Starts.NOTICE, Starts.NOTICE, 0)
CAPS = (
    Cap(15000, 2000),
    Cap(50000, 3000, Decimal(10), 15000),
    Cap(None, 6500, Decimal(5), 50000, 200000),
)
BELGIUM = LateLaw(Starts.DUE, Starts.FREE_REMINDER, 4000, free_days=14, caps=CAPS)
DUE = date(2026, 1, 31)
PAID = DUE + timedelta(days=45)


def rates(*rows):
    return tuple(RateStretch(start, end, rate and Decimal(rate)) for start, end, rate in rows)


def flat(rate):
    return rates((date(2020, 1, 1), date(2030, 12, 31), rate))


@pytest.mark.parametrize(
    ("rate", "base", "expected"),
    [
        ("12.15", 365, 1849),
        ("7.86", 365, 1196),
        ("10.5", 365, 1598),
        ("12.15", 360, 1875),
        ("7.86", 360, 1213),
        ("10.5", 360, 1620),
    ],
)
def test_worked_example_5(rate, base, expected):
    law = LateLaw(Starts.DUE, Starts.NEVER, 4000, base)
    found = late_fees(LateDebt(123456, DUE, is_firm=True), law, flat(rate), PAID)
    assert (found.status, found.interest, found.fixed, found.total) == (
        Status.COMPUTED,
        expected,
        4000,
        expected + 4000,
    )
    assert [(each.start, each.days) for each in found.segments] == [(date(2026, 2, 1), 45)]


def test_worked_example_6_semesters():
    table = rates(
        (date(2025, 7, 1), date(2025, 12, 31), "8.28"), (date(2026, 1, 1), date(2026, 6, 30), "7.86")
    )
    debt = LateDebt(123456, date(2025, 12, 1), is_firm=True, movements=(Movement(date(2026, 1, 15), 123456),))
    found = late_fees(debt, FRANCE, table, date(2026, 5, 1))
    assert [each.days for each in found.segments] == [30, 15]
    assert (found.interest, found.principal) == (1239, 0)


def test_worked_example_7_balances():
    movements = (Movement(DUE + timedelta(days=20), 50000),)
    found = late_fees(LateDebt(123456, DUE, True, movements), FRANCE, flat("12.15"), PAID)
    assert [(each.days, each.balance) for each in found.segments] == [(20, 123456), (25, 73456)]
    assert (found.interest, found.principal) == (1433, 73456)


def test_worked_example_8_consumer_in_france():
    debt = LateDebt(123456, DUE, notice_sent_on=date(2026, 3, 1))
    found = late_fees(debt, FRANCE, flat("2.62"), date(2026, 3, 31))
    assert (found.status, found.interest, found.fixed, found.total) == (Status.FORBIDDEN, None, None, None)
    # The legal interest a court may give from the formal notice: shown to nobody, computed the same way.
    assert interest(segments(123456, (), date(2026, 3, 2), date(2026, 3, 31), flat("2.62"))) == 266


@pytest.mark.parametrize(
    ("balance", "expected"),
    [(10000, 2000), (15000, 2000), (21500, 3650), (50000, 6500), (123456, 10173), (5000000, 200000)],
)
def test_worked_example_9_belgian_caps(balance, expected):
    assert compensation(balance, CAPS) == expected


@pytest.mark.parametrize(
    ("sent", "posted", "expected"),
    [
        (date(2026, 5, 22), False, date(2026, 6, 6)),
        (date(2023, 9, 18), True, date(2023, 10, 5)),
        (date(2026, 5, 22), True, date(2026, 6, 11)),  # Whit Monday is no working day
    ],
)
def test_worked_example_10_free_reminder(sent, posted, expected):
    assert fees_from(sent, posted, 14, calendar_for("BE")) == expected


def test_an_unknown_rate_gives_no_figure_at_all():
    table = rates(
        (date(2026, 1, 1), date(2026, 6, 30), "12.15"), (date(2026, 7, 1), date(2026, 12, 31), None)
    )
    debt = LateDebt(123456, date(2026, 6, 1), is_firm=True)
    assert late_fees(debt, FRANCE, table, date(2026, 6, 30)).status is Status.COMPUTED
    found = late_fees(debt, FRANCE, table, date(2026, 7, 1))
    assert (found.status, found.interest, found.fixed, found.total) == (Status.UNKNOWN_RATE, None, None, None)
    assert "Taux à renseigner" in found.reason
    assert late_fees(debt, FRANCE, (), date(2026, 6, 30)).status is Status.UNKNOWN_RATE


def test_a_rate_unknown_after_the_payment_matters_no_more():
    table = rates((date(2026, 1, 1), date(2026, 6, 30), "12.15"))
    debt = LateDebt(123456, date(2026, 6, 1), True, (Movement(date(2026, 6, 30), 123456),))
    assert late_fees(debt, FRANCE, table, date(2026, 9, 1)).status is Status.COMPUTED


@pytest.mark.parametrize(
    "debt",
    [
        LateDebt(100, PAID, is_firm=True),
        LateDebt(100, DUE, True, (Movement(DUE, 100),)),
        LateDebt(100, PAID),
    ],
)
def test_not_late(debt):
    assert late_fees(debt, FRANCE, flat("12.15"), PAID).status is Status.NOT_LATE


def test_unknown_customer_is_a_consumer():
    found = late_fees(LateDebt(123456, DUE), FRANCE, flat("12.15"), PAID)
    assert found.status is Status.FORBIDDEN
    assert "particulier" in found.reason


def test_ohada_waits_for_the_formal_notice():
    debt = LateDebt(100000, DUE, is_firm=True)
    assert late_fees(debt, OHADA, flat("5"), PAID).status is Status.NEEDS_NOTICE
    after = LateDebt(100000, DUE, is_firm=True, notice_sent_on=date(2026, 3, 1))
    found = late_fees(after, OHADA, flat("5"), date(2026, 3, 31))
    assert [(each.start, each.days) for each in found.segments] == [(date(2026, 3, 2), 30)]
    assert (found.interest, found.fixed) == (411, 0)
    assert late_fees(after, OHADA, (), date(2026, 3, 31)).status is Status.UNKNOWN_RATE


def test_belgian_consumer():
    debt = LateDebt(21500, DUE)
    assert late_fees(debt, BELGIUM, flat("10.5"), PAID).status is Status.WAITING
    sent, free_until = date(2026, 2, 10), date(2026, 2, 25)
    reminded = LateDebt(21500, DUE, reminder_sent_on=sent, fees_from=free_until, clause=True)
    waiting = late_fees(reminded, BELGIUM, flat("10.5"), date(2026, 2, 24))
    assert (waiting.status, waiting.total) == (Status.WAITING, None)
    assert "25 février 2026" in waiting.reason
    found = late_fees(reminded, BELGIUM, flat("10.5"), free_until)
    assert (found.status, found.fixed, found.interest) == (Status.COMPUTED, 3650, 93)
    assert found.segments[0].start == date(2026, 2, 11)


def test_belgian_consumer_without_clause_owes_no_compensation():
    debt = LateDebt(21500, DUE, reminder_sent_on=date(2026, 2, 10), fees_from=date(2026, 2, 25))
    assert late_fees(debt, BELGIUM, flat("10.5"), PAID).fixed == 0


def test_belgian_consumer_who_pays_after_the_free_reminder_owes_nothing():
    paid = (Movement(date(2026, 2, 20), 21500),)
    debt = LateDebt(
        21500, DUE, False, paid, reminder_sent_on=date(2026, 2, 10), fees_from=date(2026, 2, 25), clause=True
    )
    assert late_fees(debt, BELGIUM, flat("10.5"), PAID).status is Status.NOT_LATE


def test_belgian_firm():
    found = late_fees(LateDebt(123456, DUE, is_firm=True), BELGIUM, flat("10.5"), PAID)
    assert (found.interest, found.fixed, found.total) == (1598, 4000, 5598)


def test_agreed_rate_reaches_three_times_the_legal_one():
    assert check_agreed_rate(Decimal("7.86"), Decimal("2.62")) is None
    assert check_agreed_rate(Decimal("1"), None) is None
    with pytest.raises(DocumentError, match="au moins 7,86"):
        check_agreed_rate(Decimal("7.85"), Decimal("2.62"))


def test_a_reversed_payment_bears_interest_again():
    movements = (Movement(date(2026, 2, 10), 100), Movement(date(2026, 2, 20), -100))
    found = segments(100, movements, date(2026, 2, 1), date(2026, 2, 28), flat("10"))
    assert [(each.start, each.days) for each in found] == [(date(2026, 2, 1), 10), (date(2026, 2, 21), 8)]


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 40000)), max_size=6), st.integers(1, 150))
def test_segments_cover_every_day_owed_once(payments, days):
    movements = tuple(Movement(DUE + timedelta(days=after), amount) for after, amount in payments)
    last = DUE + timedelta(days=days)
    found = segments(100000, movements, DUE + timedelta(days=1), last, flat("10"))
    by_day = {each.start + timedelta(days=n): each.balance for each in found for n in range(each.days)}
    assert len(by_day) == sum(each.days for each in found)
    for n in range(1, days + 1):
        day = DUE + timedelta(days=n)
        assert by_day.get(day, 0) == max(balance_on(100000, movements, day), 0)
