"""Words of the calendar as people write them, and days counted from them."""

import calendar
import re
from datetime import date, timedelta

from kaye.rules.understand.numbers import SMALL, TENS, value_of

DAY = timedelta(days=1)

_WEEKDAYS = (
    ("lundi", "lendi", "lunndi"),
    ("mardi", "madi"),
    ("mercredi", "mecredi", "mercedi", "mekredi", "mercred", "mekwedi"),
    ("jeudi", "jedi", "jeud"),
    ("vendredi", "vandredi", "vendrdi", "vendedi", "vendredit", "vandwedi"),
    ("samedi", "samdi", "sanmdi", "sammedi"),
    ("dimanche", "dimanch", "dimache"),
)
_MONTHS = (
    ("janvier", "janv", "janvye"),
    ("fevrier", "fevr", "fev", "fevriye"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil", "juiller", "jiye"),
    ("aout",),
    ("septembre", "sept", "septanm"),
    ("octobre", "oct", "oktob"),
    ("novembre", "nov", "novanm"),
    ("decembre", "dec", "desanm"),
)
WEEKDAY = {word: index for index, words in enumerate(_WEEKDAYS) for word in words}
MONTH = {word: index for index, words in enumerate(_MONTHS, 1) for word in words}


def _any(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


WD = rf"(?:{_any(WEEKDAY)})"
MON = rf"(?:{_any(MONTH)})\b\.?"
_SPELT = _any(word for word in (*SMALL, *TENS) if word != "zero")
# 1 to 99, in figures or in words.
NUMBER = rf"(?:\d{{1,3}}|(?:{_SPELT})(?: (?:et )?(?:{_SPELT}))*)"
# A day of the month. What follows a figure must not make it a size, a floor, an amount or an address.
DOM = (
    r"(?:1 ?er|premier|\d{1,2}|trente et un|trente|vingt (?:et un|deux|trois|quatre|cinq|six|sept|huit|neuf)"
    r"|vingt|dix (?:sept|huit|neuf)|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze"
    r"|quinze|seize)"
)
YEAR = r"(?:20\d\d)"


def number_of(words: str) -> int:
    """Value of a NUMBER or DOM; 0 when it makes none."""
    if words.isdigit():
        return int(words)
    if words.startswith(("1", "premier")):
        return 1
    return value_of(words) or 0


def month_of(word: str) -> int:
    return MONTH[word.rstrip(". ")]


def made(year: int, month: int, day: int) -> date | None:
    """That date, or None when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_after(day: date, count: int) -> date:
    """First day of the count-th month after this one's."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def same_day_after(day: date, months: int) -> date:
    """Same day of a month to come, or its last day when it is shorter."""
    first = month_after(day, months)
    return first.replace(day=min(day.day, month_end(first).day))


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def next_weekday(today: date, weekday: int) -> date:
    """The next one after today."""
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * DAY


def last_weekday(today: date, weekday: int) -> date:
    """The last one before today."""
    return today - ((today.weekday() - weekday - 1) % 7 + 1) * DAY


def full_year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


SPACES = re.compile(r" +")
