"""Working days, windows and zones, without any country: a hand-made calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.calendar import Calendar, NeverOpen, Span, Window, combine
from kaye.rules.easter import easter


@dataclass(frozen=True)
class Listed:
    days: tuple[tuple[date, str], ...] = ()

    def name(self, day):
        return dict(self.days).get(day)


WEEK = frozenset(range(5))
SHOP = frozenset(range(6))
WINDOWS = {
    "transactional": Window(SHOP, (Span(time(8), time(19)),)),
    "calls": Window(WEEK, (Span(time(10), time(13)), Span(time(14), time(19)))),
}
WHIT_MONDAY = Listed(((date(2026, 5, 25), "Lundi de Pentecôte"),))
PARIS = Calendar("Europe/Paris", WEEK, WINDOWS, (WHIT_MONDAY,))
DOUALA = Calendar("Africa/Douala", SHOP, WINDOWS, (Listed(((date(2026, 5, 20), "Fête nationale"),)),))
CALENDARS = (PARIS, DOUALA, combine(PARIS, DOUALA), Calendar("America/Guadeloupe", WEEK, WINDOWS))

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
instants = st.integers(0, 9 * 365 * 86400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
calendars = st.sampled_from(CALENDARS)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "day", "reason"),
    [
        (PARIS, date(2026, 5, 22), None),
        (PARIS, date(2026, 5, 23), "samedi"),
        (PARIS, date(2026, 5, 24), "dimanche"),
        (PARIS, date(2026, 5, 25), "Lundi de Pentecôte"),
        (DOUALA, date(2026, 5, 23), None),
        (DOUALA, date(2026, 5, 24), "dimanche"),
        (DOUALA, date(2026, 5, 20), "Fête nationale"),
    ],
)
def test_closed_because(calendar, day, reason):
    assert calendar.closed_because(day) == reason
    assert calendar.is_working(day) is (reason is None)


@pytest.mark.parametrize(
    ("calendar", "day", "count", "expected"),
    [
        (PARIS, date(2026, 5, 29), 1, date(2026, 6, 1)),
        (PARIS, date(2026, 5, 29), 2, date(2026, 6, 2)),
        (PARIS, date(2026, 5, 22), 1, date(2026, 5, 26)),
        (PARIS, date(2026, 5, 26), -1, date(2026, 5, 22)),
        (PARIS, date(2026, 5, 24), 0, date(2026, 5, 24)),
        (DOUALA, date(2026, 5, 19), 1, date(2026, 5, 21)),
        (DOUALA, date(2026, 5, 22), 1, date(2026, 5, 23)),
    ],
)
def test_add_working_days(calendar, day, count, expected):
    assert calendar.add_working_days(day, count) == expected


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 10, 24), time(7), utc(2026, 10, 24, 5)),
        (date(2026, 10, 25), time(7), utc(2026, 10, 25, 6)),
        (date(2026, 3, 28), time(7), utc(2026, 3, 28, 6)),
        (date(2026, 3, 29), time(7), utc(2026, 3, 29, 5)),
        (date(2026, 3, 29), time(2, 30), utc(2026, 3, 29, 1, 30)),
        (date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),
        (date(2026, 10, 25), time(2, 30, fold=1), utc(2026, 10, 25, 0, 30)),
    ],
)
def test_local_hours_around_the_change_of_clocks(day, at, expected):
    """Worked examples 14 and 15."""
    assert PARIS.local(day, at) == expected


@pytest.mark.parametrize(
    ("instant", "purpose", "expected"),
    [
        (utc(2026, 5, 22, 5, 59), "transactional", utc(2026, 5, 22, 6)),
        (utc(2026, 5, 22, 6), "transactional", utc(2026, 5, 22, 6)),
        (utc(2026, 5, 22, 16, 59, 59), "transactional", utc(2026, 5, 22, 16, 59, 59)),
        (utc(2026, 5, 22, 17), "transactional", utc(2026, 5, 23, 6)),
        (utc(2026, 5, 23, 17), "transactional", utc(2026, 5, 26, 6)),
        (utc(2026, 5, 22, 11), "calls", utc(2026, 5, 22, 12)),
        (utc(2026, 5, 22, 17), "calls", utc(2026, 5, 26, 8)),
        (utc(2026, 3, 28, 18), "transactional", utc(2026, 3, 30, 6)),
    ],
)
def test_next_allowed(instant, purpose, expected):
    assert PARIS.next_allowed(instant, purpose) == expected


def test_today_is_the_local_date():
    late = utc(2026, 5, 22, 23, 30)
    assert PARIS.today(late) == date(2026, 5, 23)
    assert CALENDARS[3].today(late) == date(2026, 5, 22)


def test_calls_never_fall_on_saturday_even_for_a_shop():
    assert DOUALA.is_working(date(2026, 5, 23))
    assert DOUALA.call_day(date(2026, 5, 23)) == date(2026, 5, 25)
    assert PARIS.call_day(date(2026, 5, 23)) == date(2026, 5, 26)


def test_combine_takes_each_part_where_it_belongs():
    both = combine(PARIS, DOUALA)
    assert both.zone == "Africa/Douala"
    assert both.working_days == WEEK
    assert both.closed_because(date(2026, 5, 20)) == "Fête nationale"
    assert both.closed_because(date(2026, 5, 25)) == "Lundi de Pentecôte"


def test_a_calendar_without_opening_says_so():
    shut = Calendar("Europe/Paris", frozenset(), {"calls": Window(frozenset(), ())})
    with pytest.raises(NeverOpen, match="Aucun jour"):
        shut.next_working(date(2026, 1, 1))
    with pytest.raises(NeverOpen, match="Aucun créneau"):
        shut.next_allowed(utc(2026, 1, 1), "calls")


@given(calendars, instants, st.sampled_from(sorted(WINDOWS)))
def test_next_allowed_is_inside_a_window_and_never_earlier(calendar, instant, purpose):
    found = calendar.next_allowed(instant, purpose)
    day = calendar.today(found)
    spans = calendar.windows[purpose].spans
    assert found >= instant
    assert found.utcoffset() == timedelta(0)
    assert calendar.is_open_day(day, purpose)
    assert any(calendar.local(day, span.start) <= found < calendar.local(day, span.end) for span in spans)
    assert calendar.is_open(found, purpose)
    assert calendar.next_allowed(found, purpose) == found
    assert found == instant or not calendar.is_open(instant, purpose)


@given(calendars, days)
def test_working_days_surround_any_day(calendar, day):
    before, after = calendar.previous_working(day), calendar.next_working(day)
    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert (before == day) == (after == day) == calendar.is_working(day)


@given(calendars, days, st.integers(1, 30))
def test_adding_then_taking_away_returns_to_a_working_day(calendar, day, count):
    start = calendar.next_working(day)
    assert calendar.add_working_days(calendar.add_working_days(start, count), -count) == start


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))],
)
def test_easter(year, sunday):
    assert easter(year) == date(year, *sunday)
