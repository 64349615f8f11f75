"""Days off of the nine countries, beside the `holidays` package with its known differences written down."""

from datetime import date

import holidays as oracle
import pytest

from kaye.countries.holidays import Certainty
from kaye.countries.pack import pack

YEARS = range(2024, 2031)
DATED = (2025, 2026, 2027)  # years covered by the tables of lunar feasts


def ours(code, year, *switched_on):
    return {holiday.day for holiday in pack(code).holidays(frozenset(switched_on)).year(year)}


def book(code, year):
    return pack(code).holidays().year(year)


def theirs(code, year, region=None):
    return set(oracle.country_holidays(code, subdiv=region, years=year))


def day(text, year=2026):
    return date.fromisoformat(f"{year}-{text}")


@pytest.mark.parametrize("year", YEARS)
def test_france_equals_the_oracle(year):
    assert ours("FR", year) == theirs("FR", year)


@pytest.mark.parametrize("year", YEARS)
def test_reunion_and_guyane_equal_the_oracle(year):
    assert ours("RE", year) == theirs("FR", year, "974")
    assert ours("GF", year) == theirs("FR", year, "973")


@pytest.mark.parametrize("year", YEARS)
def test_belgium_lists_no_sunday_feast(year):
    """The oracle also names Easter and Whit Sunday, which are Sundays anyway."""
    extra = theirs("BE", year) - ours("BE", year)
    assert ours("BE", year) < theirs("BE", year)
    assert {each.weekday() for each in extra} == {6}


@pytest.mark.parametrize("year", YEARS)
def test_customary_days_are_public_only_for_the_oracle(year):
    guadeloupe = {"Mi-Carême", "Vendredi saint", "Victor Schœlcher"}
    assert len(theirs("FR", year, "971") - ours("GP", year)) == 3
    assert ours("GP", year, *guadeloupe) == theirs("FR", year, "971")
    assert theirs("FR", year, "972") - ours("MQ", year) == {day("07-21", year)}
    assert ours("MQ", year, "Victor Schœlcher") == theirs("FR", year, "972")


@pytest.mark.parametrize(
    ("year", "only_theirs"),
    [(2025, {"03-31", "09-04"}), (2026, {"08-25"}), (2027, {"05-17", "08-14", "08-16"})],
)
def test_cameroon_follows_the_law_not_the_oracle(year, only_theirs):
    """The law has no Mawlid and gives no day after a religious feast."""
    assert theirs("CM", year) - ours("CM", year) == {day(text, year) for text in only_theirs}
    assert ours("CM", year) < theirs("CM", year)


@pytest.mark.parametrize("code", ["CM", "CI", "SN"])
def test_lunar_dates_stop_where_the_table_stops(code):
    years = {
        year for year in YEARS if any(each.certainty is Certainty.ESTIMATED for each in book(code, year))
    }
    assert years == set(DATED)


@pytest.mark.parametrize("year", DATED)
@pytest.mark.parametrize("code", ["CI", "SN"])
def test_ivory_coast_and_senegal_equal_the_oracle(code, year):
    assert ours(code, year) == theirs(code, year)


@pytest.mark.parametrize(
    ("feast", "after"),
    [
        ("2028-02-11", None),
        ("2029-02-11", "2029-02-12"),
        ("2029-05-20", "2029-05-21"),
        ("2022-05-01", "2022-05-02"),
        ("2023-01-01", "2023-01-02"),
        ("2027-08-15", None),
        ("2008-05-01", "2008-05-02"),
    ],
)
def test_cameroon_civil_feast_on_a_sunday_or_another_holiday(feast, after):
    """Law 73/5; on 1 May 2008 the Labour feast fell on Ascension."""
    book, on = pack("CM").holidays(), date.fromisoformat(feast)
    assert book.name(on)
    following = date.fromordinal(on.toordinal() + 1)
    assert (book.name(following) or "").startswith("Lendemain") is (after == following.isoformat())


TABLE = [
    ("01-01", "FR GP MQ GF RE BE CM CI SN"),
    ("02-11", "CM"),
    ("02-16", ""),
    ("03-12", ""),
    ("03-20", "CM CI SN"),
    ("04-03", "CM"),
    ("04-04", "SN"),
    ("04-05", ""),
    ("04-06", "FR GP MQ GF RE BE CI SN"),
    ("05-01", "FR GP MQ GF RE BE CM CI SN"),
    ("05-08", "FR GP MQ GF RE"),
    ("05-14", "FR GP MQ GF RE BE CM CI SN"),
    ("05-20", "CM"),
    ("05-22", "MQ"),
    ("05-25", "FR GP MQ GF RE BE CI SN"),
    ("05-27", "GP CM CI SN"),
    ("06-10", "GF"),
    ("07-14", "FR GP MQ GF RE"),
    ("07-21", "BE"),
    ("08-01", "SN"),
    ("08-07", "CI"),
    ("08-15", "FR GP MQ GF RE BE CM CI SN"),
    ("08-25", "CI SN"),
    ("11-01", "FR GP MQ GF RE BE CI SN"),
    ("11-02", ""),
    ("11-11", "FR GP MQ GF RE BE"),
    ("11-15", "CI"),
    ("12-20", "RE"),
    ("12-25", "FR GP MQ GF RE BE CM CI SN"),
    ("12-26", ""),
]


@pytest.mark.parametrize("code", ["FR", "GP", "MQ", "GF", "RE", "BE", "CM", "CI", "SN"])
@pytest.mark.parametrize(("text", "where"), TABLE)
def test_the_year_2026(text, where, code):
    assert (pack(code).holidays().name(day(text)) is not None) is (code in where.split())


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [("GP", "02-16", "Lundi gras"), ("GP", "02-18", "Mercredi des Cendres"), ("GP", "03-12", "Mi-Carême"),
     ("MQ", "04-03", "Vendredi saint"), ("GF", "02-17", "Mardi gras"), ("GF", "11-02", "Jour des défunts")],
)  # fmt: skip
def test_customary_days_are_switched_on_by_name(code, text, name):
    assert pack(code).holidays().name(day(text)) is None
    assert pack(code).holidays(frozenset({name})).name(day(text)) == name


@pytest.mark.parametrize(
    ("code", "around", "names"),
    [
        ("CM", "05-24", ["Fête du Mouton"]),
        ("CM", "05-23", []),
        ("CM", "05-30", ["Fête du Mouton"]),
        ("SN", "03-20", ["Korité"]),
        ("FR", "05-24", []),
    ],
)
def test_estimated_feasts_nearby(code, around, names):
    found = pack(code).holidays().estimated_near(day(around))
    assert [each.name for each in found] == names
    assert all(each.certainty is Certainty.ESTIMATED for each in found)
