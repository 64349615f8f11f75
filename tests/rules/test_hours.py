"""Opening hours (C32): what is read, and what a clock that stops at night gives."""

from datetime import UTC, datetime

import pytest

from kaye.countries.pack import calendar_for
from kaye.rules.hours import Hours, HoursError, Opening, default_hours, parse_hours

_WEEK = "mon-fri 08:00-12:00,14:00-17:00; sat 08:00-12:00"


def _opening(text: str = _WEEK, country: str = "CM") -> Opening:
    return Opening(parse_hours(text), calendar_for(country, None, None, frozenset()))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (_WEEK, _WEEK),
        (" Mon-Fri 08:00-12:00 , 14:00-17:00 ;sat 08:00-12:00;", _WEEK),
        ("lun-ven 8h-12h, 14h-17h; sam 8h-12h", _WEEK),
        ("sam 8h-12h; lun-ven 14h-17h; lun-ven 8h-12h", _WEEK),
        ("mon,wed,fri 09:00-18:30", "mon 09:00-18:30; wed 09:00-18:30; fri 09:00-18:30"),
        ("sat-mon 10:00-24:00", "mon 10:00-24:00; sat-sun 10:00-24:00"),
        ("dimanche 7h30-13h", "sun 07:30-13:00"),
    ],
)
def test_hours_are_read_and_written_back(typed: str, kept: str) -> None:
    assert parse_hours(typed).text == kept


@pytest.mark.parametrize(
    "typed",
    ["", "mon", "08:00-12:00", "mon 12:00-08:00", "mon 08:00-25:00", "mon 08:75-09:00", "xyz 08:00-12:00",
     "mon 08:00-12:00,11:00-13:00", "mon-tue-wed 08:00-09:00", "mon 08:00-08:00"],
)  # fmt: skip
def test_other_hours_are_refused_in_french(typed: str) -> None:
    with pytest.raises(HoursError, match="«"):
        parse_hours(typed)


def test_hours_are_said_in_french() -> None:
    assert parse_hours(_WEEK).french == ("lundi à vendredi 8 h – 12 h et 14 h – 17 h, samedi 8 h – 12 h")
    assert default_hours(frozenset({0, 1, 2, 3, 4})) == Hours(dict.fromkeys(range(5), ((480, 1020),)))


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [  # Douala is an hour ahead of UTC
        ("2026-05-22T07:00", 60, "2026-05-22T08:00"),  # Friday 8:00, one hour
        ("2026-05-22T10:30", 60, "2026-05-22T13:30"),  # 11:30: half an hour, lunch, half an hour
        ("2026-05-22T11:00", 60, "2026-05-22T14:00"),  # exactly at noon: after lunch
        ("2026-05-22T15:30", 60, "2026-05-23T07:30"),  # 16:30 on Friday: Saturday 8:30
        ("2026-05-23T12:00", 60, "2026-05-25T08:00"),  # Saturday afternoon: Monday
        ("2026-05-24T03:00", 45, "2026-05-25T07:45"),  # Sunday night
        ("2026-05-19T15:45", 30, "2026-05-21T07:15"),  # the 20th is the national day
        ("2026-05-22T07:00", 7 * 60, "2026-05-22T16:00"),  # a whole day ends when the shop closes
        ("2026-05-22T07:00", 0, "2026-05-22T07:00"),
    ],
)
def test_minutes_pass_only_while_open(start: str, minutes: int, end: str) -> None:
    assert _opening().add(_utc(start), minutes) == _utc(end)


def test_the_night_of_the_change_of_hour_counts_real_minutes() -> None:
    paris = _opening("mon-sun 00:00-24:00", "FR")
    assert paris.add(_utc("2026-03-29T00:30"), 90) == _utc("2026-03-29T02:00")
    assert paris.next_open(_utc("2026-03-29T01:30")) == _utc("2026-03-29T01:30")
