"""Opening hours (C32): their grammar, and a clock that runs only while the shop is open. Pure: the calendar is given.

« mon-fri 08:00-12:00,14:00-17:00; sat 08:00-12:00 », or « lun-ven 8h-12h, 14h-17h; sam 8h-12h ». Holidays are closed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from kaye.rules.calendar import Calendar, NeverOpen

_DAYS = {
    name: number
    for number, names in enumerate(
        ("mon lun lundi", "tue mar mardi", "wed mer mercredi", "thu jeu jeudi", "fri ven vendredi",
         "sat sam samedi", "sun dim dimanche")
    )
    for name in names.split()
}  # fmt: skip
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_PART = re.compile(r"(?P<days>[a-z]+(?:\s*[-,]\s*[a-z]+)*)\s+(?P<spans>\d.*)")
_SPAN = re.compile(r"(\d{1,2})[:h](\d{2})?\s*[-–]\s*(\d{1,2})[:h](\d{2})?")
_DAY = timedelta(days=1)
_HORIZON = 400  # days looked at before the shop is said never to open
_MIDNIGHT = 24 * 60

Spans = tuple[tuple[int, int], ...]  # minutes of the day [start, end), in order


class HoursError(ValueError):
    """Hours that cannot be read; the message, in French, shows how to write them."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The week: weekday (Monday is 0) to its spans. A day that is absent is closed."""

    week: Mapping[int, Spans]

    @property
    def text(self) -> str:
        """As `parse_hours` reads it, days with the same hours together."""
        return "; ".join(
            f"{_range(_ENGLISH, first, last, '-')} {','.join(f'{_hhmm(a)}-{_hhmm(b)}' for a, b in spans)}"
            for first, last, spans in self._runs()
        )

    @property
    def french(self) -> str:
        """« lundi à vendredi 8 h – 12 h et 14 h – 17 h, samedi 8 h – 12 h »."""
        return ", ".join(
            f"{_range(_FRENCH, first, last, ' à ')} {' et '.join(f'{_said(a)} – {_said(b)}' for a, b in spans)}"
            for first, last, spans in self._runs()
        )

    def _runs(self) -> Iterator[tuple[int, int, Spans]]:
        first: int | None = None
        for day in range(8):
            spans = self.week.get(day, ())
            if first is not None and spans != self.week.get(first, ()):
                yield first, day - 1, self.week[first]
                first = None
            if first is None and spans:
                first = day


def parse_hours(text: str) -> Hours:
    """Raises HoursError. A day named twice adds its spans."""
    week: dict[int, list[tuple[int, int]]] = {}
    for part in filter(None, (each.strip() for each in text.lower().split(";"))):
        match = _PART.fullmatch(part)
        if match is None:
            raise HoursError(_how(part))
        spans = [_span(each.strip()) for each in match["spans"].split(",")]
        for day in _days(match["days"]):
            week.setdefault(day, []).extend(spans)
    if not week:
        raise HoursError(_how(text))
    return Hours({day: _in_order(week[day], text) for day in sorted(week)})


def default_hours(working_days: frozenset[int]) -> Hours:
    """The pack's working days, 08:00–17:00."""
    return Hours(dict.fromkeys(sorted(working_days), ((8 * 60, 17 * 60),)))


@dataclass(frozen=True, slots=True)
class Opening:
    """The hours of a business with its zone and its days off."""

    hours: Hours
    calendar: Calendar

    def is_open(self, instant: datetime) -> bool:
        return self.next_open(instant) == instant

    def next_open(self, instant: datetime) -> datetime:
        """This instant if it is open, else the next opening, UTC. Raises NeverOpen."""
        return max(instant.astimezone(UTC), next(self._spans(instant))[0])

    def add(self, instant: datetime, minutes: float) -> datetime:
        """The instant at which so many minutes of opening have passed, UTC. Raises NeverOpen."""
        left = timedelta(minutes=minutes)
        for start, end in self._spans(instant):
            begins = max(instant.astimezone(UTC), start)
            if begins + left <= end:
                return begins + left
            left -= end - begins
        raise NeverOpen("Aucune ouverture dans l'année.")

    def _spans(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is open after this instant, as UTC instants; midnight of a day is 00:00 of the next."""
        day = self.calendar.today(instant)
        for _ in range(_HORIZON):
            if self.calendar.holiday(day) is None:
                for start, end in self.hours.week.get(day.weekday(), ()):
                    closes = self._at(day, end)
                    if closes > instant:
                        yield self._at(day, start), closes
            day += _DAY
        raise NeverOpen("Aucune ouverture dans l'année.")

    def _at(self, day: date, minutes: int) -> datetime:
        if minutes >= _MIDNIGHT:
            return self.calendar.local(day + _DAY, time(0))
        return self.calendar.local(day, time(minutes // 60, minutes % 60))


def hour_mark(opening: Opening, start: datetime, hours: int) -> datetime:
    """So many hours after `start`: of opening under a day, else of the calendar, moved to the next opening (C33)."""
    if hours < 24:
        return opening.add(start, hours * 60)
    return opening.next_open(start + timedelta(hours=hours))


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        names = [name.strip() for name in part.split("-")]
        if len(names) > 2 or any(name not in _DAYS for name in names):
            raise HoursError(f"« {part.strip()} » : écrivez un jour (lun) ou une suite de jours (lun-ven).")
        first, last = _DAYS[names[0]], _DAYS[names[-1]]
        found.extend(day % 7 for day in range(first, last + 1 if last >= first else last + 8))
    return found


def _span(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise HoursError(_how(text))
    start, end = (int(match[n]) * 60 + int(match[n + 1] or 0) for n in (1, 3))
    minutes_fit = all(int(match[n] or 0) < 60 for n in (2, 4))
    if not minutes_fit or not 0 <= start < end <= _MIDNIGHT:
        raise HoursError(f"« {text} » : la fin vient après le début, entre 00:00 et 24:00.")
    return start, end


def _in_order(spans: list[tuple[int, int]], text: str) -> Spans:
    ordered = sorted(set(spans))
    if any(before[1] > after[0] for before, after in pairwise(ordered)):
        raise HoursError(f"« {text.strip()} » : deux plages du même jour se chevauchent.")
    return tuple(ordered)


def _how(text: str) -> str:
    return f"« {text.strip()} » : écrivez par exemple « mon-fri 08:00-12:00,14:00-17:00; sat 08:00-12:00 »."


def _range(names: tuple[str, ...], first: int, last: int, between: str) -> str:
    return names[first] if first == last else f"{names[first]}{between}{names[last]}"


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _said(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"
