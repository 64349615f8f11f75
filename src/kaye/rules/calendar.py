"""Working days, holidays and sending windows: from a date owed to the next allowed instant.

Days are local `date`s, instants are aware UTC datetimes. The customer's zone lives here and nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

_K = TypeVar("_K")
_V = TypeVar("_V")
_DAY = timedelta(days=1)
_HORIZON = 400  # days looked at before a calendar is declared to have no opening at all
_MOST_KEPT = 1000  # answers remembered by a calendar
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKEND = frozenset({5, 6})


class Holidays(Protocol):
    """A list of days off that can be asked about one day."""

    def name(self, day: date) -> str | None:
        """French name of the day off, None on an ordinary day."""


class NeverOpen(ValueError):
    """A calendar without a single opening inside a year: its data is wrong."""


@dataclass(frozen=True, slots=True)
class Span:
    """Local hours [start, end)."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Window:
    """Weekdays (Monday is 0) and local hours at which a purpose may reach a customer."""

    days: frozenset[int]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The calendar of a business towards one kind of customer.

    `zone` and `windows` are the customer's, `working_days` the business's, both holiday lists apply (R23).
    """

    zone: str
    working_days: frozenset[int]
    windows: Mapping[str, Window]
    holidays: tuple[Holidays, ...] = ()
    _tz: ZoneInfo = field(init=False, repr=False)
    _off: dict[date, str | None] = field(init=False, repr=False, default_factory=dict)
    _instants: dict[tuple[date, time], datetime] = field(init=False, repr=False, default_factory=dict)
    _allowed: dict[tuple[datetime, str], datetime] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tz", ZoneInfo(self.zone))

    def today(self, now: datetime) -> date:
        """The customer's local date at this instant."""
        return now.astimezone(self._tz).date()

    def local(self, day: date, at: time) -> datetime:
        """UTC instant of a local hour. An hour that does not exist slides past the gap, one that exists twice
        is its first occurrence."""
        known = self._instants.get((day, at))
        if known is None:
            known = datetime.combine(day, at.replace(fold=0), self._tz).astimezone(UTC)
            _keep(self._instants, (day, at), known)
        return known

    def holiday(self, day: date) -> str | None:
        """French name of the holiday, business's list first; None on other days (Sundays included)."""
        try:
            return self._off[day]
        except KeyError:
            found = next((name for book in self.holidays if (name := book.name(day))), None)
            self._off[day] = found
            return found

    def closed_because(self, day: date) -> str | None:
        """Why the business does not work on this day, in French; None when it works."""
        if name := self.holiday(day):
            return name
        weekday = day.weekday()
        return None if weekday in self.working_days else _WEEKDAYS[weekday]

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.working_days and self.holiday(day) is None

    def next_working(self, day: date) -> date:
        """This day or the first working day after it."""
        return self._seek(day, _DAY, self.is_working)

    def previous_working(self, day: date) -> date:
        """This day or the last working day before it."""
        return self._seek(day, -_DAY, self.is_working)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after (before, when negative) this day; 0 gives the day itself."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day = self._seek(day + step, step, self.is_working)
        return day

    def call_day(self, day: date) -> date:
        """This day or the next one fit for a phone call: Monday to Friday, no holiday (R37)."""
        return self._seek(
            day, _DAY, lambda each: each.weekday() not in _WEEKEND and self.holiday(each) is None
        )

    def is_open_day(self, day: date, purpose: str) -> bool:
        """Whether the window of this purpose opens at all on this local date."""
        return day.weekday() in self.windows[purpose].days and self.holiday(day) is None

    def opens(self, day: date, purpose: str) -> datetime:
        """UTC instant at which the window opens on this local date, open day or not."""
        return self.local(day, self.windows[purpose].spans[0].start)

    def is_open(self, instant: datetime, purpose: str) -> bool:
        return self.next_allowed(instant, purpose) == instant

    def next_allowed(self, instant: datetime, purpose: str) -> datetime:
        """First UTC instant, not before this one, inside the window and off every holiday."""
        known = self._allowed.get((instant, purpose))
        if known is None:
            known = self._next_allowed(instant, purpose)
            _keep(self._allowed, (instant, purpose), known)
        return known

    def _next_allowed(self, instant: datetime, purpose: str) -> datetime:
        day = self.today(instant)
        for _ in range(_HORIZON):
            if self.is_open_day(day, purpose):
                for span in self.windows[purpose].spans:
                    if instant < self.local(day, span.end):
                        return max(instant.astimezone(UTC), self.local(day, span.start))
            day += _DAY
        raise NeverOpen(f"Aucun créneau « {purpose} » dans l'année qui suit.")

    def _seek(self, day: date, step: timedelta, fits: Callable[[date], bool]) -> date:
        for _ in range(_HORIZON):
            if fits(day):
                return day
            day += step
        raise NeverOpen("Aucun jour ouvré dans l'année.")


def _keep(answers: dict[_K, _V], question: _K, found: _V) -> None:
    """A thousand customers ask the same question on the same day; a worker that runs for months forgets."""
    if len(answers) >= _MOST_KEPT:
        answers.clear()
    answers[question] = found


def combine(business: Calendar, customer: Calendar) -> Calendar:
    """The business's working days in the customer's zone and windows, with the holidays of both (R23)."""
    books = dict.fromkeys((*business.holidays, *customer.holidays))
    return replace(customer, working_days=business.working_days, holidays=tuple(books))
