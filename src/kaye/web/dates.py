"""Days, hours and names as the owner reads them, in French."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kaye.rules.french import DAYS, MONTHS

NBSP = "\u00a0"
_SIGNS = re.compile(r" (?=[:;?!»])|(?<=«) ")
# As the Imprimerie nationale shortens them.
_SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juill.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def day_text(day: date, today: date, style: str = "day") -> str:
    """« mar. 26 mai » (day), « 26 mai » (plain), « mar. 26 » (short), « mardi 26 mai » (long), « mai »
    (month), « mar. » (weekday), « 26 sept. » (margin).

    The year is added when it is not this year's; `short` then falls back on `day`, which would else mislead. The
    margins are narrow: a year may go to the next line.
    """
    if style == "month":
        return MONTHS[day.month - 1] + _year(day, today)
    if style == "weekday":
        return _weekday(day)
    if style == "margin":
        year = "" if day.year == today.year else f" {day.year}"
        return f"{_number(day)}{NBSP}{_SHORT_MONTHS[day.month - 1]}{year}"
    if style == "short" and abs((day - today).days) <= 31:
        return f"{_weekday(day)}{NBSP}{_number(day)}"
    words = f"{_number(day)}{NBSP}{MONTHS[day.month - 1]}{_year(day, today)}"
    if style == "plain":
        return words
    return f"{DAYS[day.weekday()] if style == 'long' else _weekday(day)} {words}"


def held_signs(text: str) -> str:
    """The space before « : ; ? ! » and inside « » made fixed, so that no line begins with a sign."""
    return _SIGNS.sub(NBSP, text)


def hour_text(instant: datetime, zone: str) -> str:
    """« 9 h 05 » on the clock of `zone` (IANA name); `instant` is aware."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def initials_of(name: str) -> str:
    """At most two capitals: « Tonton Pierre » gives TP, « Fouda » gives F."""
    return "".join(word[0] for word in name.split()[:2] if word[0].isalnum()).upper()


def _weekday(day: date) -> str:
    return DAYS[day.weekday()][:3] + "."


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _year(day: date, today: date) -> str:
    return "" if day.year == today.year else f"{NBSP}{day.year}"
