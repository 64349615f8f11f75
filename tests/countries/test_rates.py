"""Dated rates, terms and lateness of each country (M12, M50, worked example 9)."""

from datetime import date
from decimal import Decimal

import pytest

from kaye.countries.late import AGREED, late_bases, late_law, late_rates, legal_rate, terms_law
from kaye.countries.pack import calendar_for, codes
from kaye.countries.rates import Base, RateError, applied, kinds, rows, value_on
from kaye.rules.documents.consumer_fees import compensation, fees_from
from kaye.rules.documents.interest import rate_on
from kaye.rules.documents.late_fees import LateDebt, Starts, Status, late_fees

FRENCH = ("FR", "GF", "GP", "MQ", "RE")
OHADA = ("CI", "CM", "SN")
SPRING = date(2026, 3, 1)


def test_tables():
    assert kinds() == (
        "be_commercial",
        "cm_legal",
        "ecb_main_refi",
        "fr_legal_firm",
        "fr_legal_person",
        "uemoa_legal",
    )


@pytest.mark.parametrize("kind", kinds())
def test_every_line_says_where_it_comes_from(kind):
    assert rows(kind)
    for row in rows(kind):
        assert row.start <= row.end
        assert row.source and row.checked_on <= date(2026, 12, 31)
        assert (row.confidence in "ABCK" and row.confidence != "") or row.value is None


@pytest.mark.parametrize(
    ("kind", "day", "value"),
    [
        ("ecb_main_refi", date(2024, 7, 1), "4.25"),
        ("ecb_main_refi", date(2026, 6, 30), "2.15"),
        ("fr_legal_firm", date(2025, 12, 31), "2.76"),
        ("fr_legal_firm", date(2026, 1, 1), "2.62"),
        ("fr_legal_person", date(2026, 1, 1), "6.67"),
        ("be_commercial", date(2026, 1, 1), "10.5"),
    ],
)
def test_known(kind, day, value):
    assert value_on(kind, day) == Decimal(value)


@pytest.mark.parametrize("kind", kinds())
def test_second_semester_of_2026_is_not_known_yet(kind):
    assert value_on(kind, date(2026, 7, 1)) is None


def test_outside_the_table_is_unknown():
    assert value_on("ecb_main_refi", date(2019, 1, 1)) is None


def test_unknown_table():
    with pytest.raises(RateError, match="no such table"):
        rows("mars")


def test_a_rate_is_made_from_its_table():
    assert rate_on(applied(Base("fr_legal_firm", times=Decimal(3))), SPRING) == Decimal("7.86")
    assert rate_on(applied(Base("ecb_main_refi", add=Decimal(10))), SPRING) == Decimal("12.15")
    assert rate_on(applied(Base("ecb_main_refi", add=Decimal(10))), date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("country", "basis", "rate"),
    [
        ("FR", "", "12.15"),
        ("GP", "ecb10", "12.15"),
        ("RE", "legal3", "7.86"),
        ("BE", "ecb10", "10.5"),
        ("BE", "", "10.5"),
        ("CM", "ecb10", None),
        ("CI", "", None),
    ],
)
def test_rate_between_firms(country, basis, rate):
    assert rate_on(late_rates(country, True, basis), SPRING) == (rate and Decimal(rate))


def test_agreed_rate():
    assert rate_on(late_rates("FR", True, AGREED, Decimal(9)), SPRING) == 9
    assert rate_on(late_rates("FR", False, AGREED, Decimal(9)), SPRING) is None
    assert rate_on(late_rates("CM", True, AGREED, Decimal(9)), SPRING) is None
    assert legal_rate("GP", SPRING) == Decimal("2.62")
    assert legal_rate("BE", SPRING) is None


def test_bases_offered():
    assert late_bases("MQ") == ("ecb10", "legal3", "agreed")
    assert late_bases("BE") == ("law", "agreed")
    assert late_bases("SN") == ("law",)


@pytest.mark.parametrize("country", codes())
def test_lateness(country):
    law = late_law(country)
    if country in FRENCH:
        assert (law.firm, law.consumer, law.fixed_fee) == (Starts.DUE, Starts.NEVER, 4000)
    elif country in OHADA:
        assert (law.firm, law.consumer, law.fixed_fee) == (Starts.NOTICE, Starts.NOTICE, 0)
    else:
        assert (law.firm, law.consumer, law.fixed_fee) == (Starts.DUE, Starts.FREE_REMINDER, 4000)
    assert law.day_basis == 365


@pytest.mark.parametrize(
    ("balance", "expected"), [(10000, 2000), (21500, 3650), (50000, 6500), (123456, 10173), (5000000, 200000)]
)
def test_belgian_caps_of_the_pack(balance, expected):
    assert compensation(balance, late_law("BE").caps) == expected


def test_belgian_delay_of_the_pack():
    law = late_law("BE")
    assert fees_from(date(2026, 5, 22), False, law.free_days, calendar_for("BE")) == date(2026, 6, 6)


def test_a_debt_of_guadeloupe_from_its_pack():
    debt = LateDebt(123456, date(2026, 1, 31), is_firm=True)
    found = late_fees(debt, late_law("GP"), late_rates("GP", True), date(2026, 3, 17))
    assert (found.interest, found.total) == (1849, 5849)
    later = late_fees(debt, late_law("GP"), late_rates("GP", True), date(2026, 7, 1))
    assert (later.status, later.total) == (Status.UNKNOWN_RATE, None)


@pytest.mark.parametrize("country", codes())
def test_terms(country):
    law = terms_law(country)
    if country in OHADA:
        assert (law.firm.days, law.consumer.days, law.longest_firm, law.end_of_month_days) == (
            7,
            7,
            None,
            None,
        )
    else:
        assert (law.firm.days, law.consumer.days, law.longest_firm, law.end_of_month_days) == (30, 0, 60, 45)
