"""What a reader of dates knows: the text, today, the working calendar; and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match, Pattern

from kaye.rules.calendar import Calendar
from kaye.rules.understand.dates.looking import looks_back

_WEEKEND = (5, 6)
_AHEAD = 400  # days searched for a feast whose date only the calendar knows


@dataclass(frozen=True, slots=True)
class Scene:
    """`bounds`: the clauses of `text`, which is folded."""

    text: str
    bounds: list[tuple[int, int]]
    today: date
    country: str
    calendar: Calendar | None

    def back(self, place: int) -> bool:
        return looks_back(self.text, self.bounds, place)

    def working_days_after(self, count: int) -> date:
        """With the calendar of the business, else Monday to Friday."""
        return working_days_after(self.today, count, self.calendar)

    def feast_named(self, names: tuple[str, ...]) -> date | None:
        """The next day off of one of these names, from the calendar's own tables."""
        if self.calendar is None:
            return None
        for shift in range(_AHEAD):
            day = self.today + timedelta(days=shift)
            name = self.calendar.holiday(day)
            if name and any(each in name for each in names):
                return day
        return None


def working_days_after(day: date, count: int, calendar: Calendar | None) -> date:
    """The count-th working day after this one; Monday to Friday when no calendar is given."""
    if calendar is not None:
        return calendar.add_working_days(day, count)
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() not in _WEEKEND
    return day


@dataclass(frozen=True, slots=True)
class Span:
    """Days meant by some words. `ends`: it is the end of something longer (« fin du mois »)."""

    start: date
    end: date
    kind: str = "day"
    ambiguous: bool = False
    ends: bool = False


def one(day: date | None, kind: str = "day", ambiguous: bool = False) -> Span | None:
    return Span(day, day, kind, ambiguous) if day else None


Reader = Callable[[Match[str], Scene], Span | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Words and what they mean. A reader that gives None takes the words all the same: they are no date."""

    words: Pattern[str]
    read: Reader
