"""Days off of one country: rows of a pack turned into dates, a year at a time."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from kaye.rules.easter import easter

_DAY = timedelta(days=1)
_SUNDAY = 6


class Certainty(StrEnum):
    """A date fixed by rule or announced is confirmed; a lunar date worked out beforehand is estimated."""

    CONFIRMED = "confirmed"
    ESTIMATED = "estimated"


class NextDay(StrEnum):
    """When the law gives the day after as well."""

    NEVER = ""
    SUNDAY = "sunday"
    SUNDAY_OR_HOLIDAY = "sunday or holiday"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a pack: a month-day, a number of days from Easter, or a table of dates."""

    name: str
    month_day: tuple[int, int] | None = None
    easter_offset: int | None = None
    dates: tuple[tuple[date, Certainty], ...] = ()
    next_day: NextDay = NextDay.NEVER

    def days(self, year: int) -> tuple[tuple[date, Certainty], ...]:
        """Dates of this feast in a year: none outside a table, two when the lunar year brings it back."""
        if self.month_day:
            return ((date(year, *self.month_day), Certainty.CONFIRMED),)
        if self.easter_offset is not None:
            return ((easter(year) + self.easter_offset * _DAY, Certainty.CONFIRMED),)
        return tuple(row for row in self.dates if row[0].year == year)


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class HolidayBook:
    """The statutory days of a country and the customary ones that a business keeps."""

    rules: tuple[Rule, ...]
    _years: dict[int, dict[date, Holiday]] = field(default_factory=dict, repr=False, compare=False)

    def name(self, day: date) -> str | None:
        found = self._year(day.year).get(day)
        return found.name if found else None

    def on(self, day: date) -> Holiday | None:
        return self._year(day.year).get(day)

    def year(self, year: int) -> tuple[Holiday, ...]:
        """The days off of a year, in order."""
        return tuple(sorted(self._year(year).values(), key=lambda holiday: holiday.day))

    def estimated_near(self, day: date, within: int = 3) -> tuple[Holiday, ...]:
        """Estimated feasts at most `within` days away: the owner is asked to confirm them."""
        days = (self.on(day + shift * _DAY) for shift in range(-within, within + 1))
        return tuple(found for found in days if found and found.certainty is Certainty.ESTIMATED)

    def _year(self, year: int) -> dict[date, Holiday]:
        try:
            return self._years[year]
        except KeyError:
            return self._years.setdefault(year, _dates_of(self.rules, year))


def _dates_of(rules: tuple[Rule, ...], year: int) -> dict[date, Holiday]:
    """Feasts first, then the days after: a day after is only known once every feast is placed."""
    feasts = [(rule, day, certainty) for rule in rules for day, certainty in rule.days(year)]
    found: dict[date, Holiday] = {}
    for rule, day, certainty in feasts:
        found.setdefault(day, Holiday(day, rule.name, certainty))
    for rule, day, certainty in feasts:
        doubled = sum(1 for _, other, _ in feasts if other == day) > 1
        if (rule.next_day and day.weekday() == _SUNDAY) or (
            rule.next_day is NextDay.SUNDAY_OR_HOLIDAY and doubled
        ):
            after = day + _DAY
            found.setdefault(after, Holiday(after, f"Lendemain : {rule.name}", certainty))
    return found
