"""French dates of notebooks and exports (R19): day first, two-digit years are 20xx, nothing is ever moved."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

Direction = Literal["past", "future"]


class DateError(ValueError):
    """Not a date that can be used; the message is a French sentence."""


_MONTHS = {
    "jan": 1,
    "fev": 2,
    "mar": 3,
    "avr": 4,
    "mai": 5,
    "juin": 6,
    "juil": 7,
    "jul": 7,
    "aou": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH_NAMES = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY_BEFORE = re.compile(r"^(?:le )?(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?,? )?(?:le )?(?=\d)")
_TIME_AFTER = re.compile(r"(?:t| a | )\s*\d{1,2}(?::|h)\d{0,2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?$")
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}|\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2})(?:er|e)?[ \-./]*([a-z]{3,9})\.?(?:[ \-./]*(\d{4}|\d{2}))?")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
# Days since 1899-12-30, as spreadsheets count them: 2000-01-01 to 2099-12-31.
_SERIAL_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)


def parse_date(value: str | int | Decimal | date, *, reference: date, direction: Direction) -> date:
    """The day meant. A day without year is the nearest one up to `reference` (past) or from it on (future).

    A weekday alone (« lundi ») is the last one before, or the first one after, `reference`.
    Raises DateError (French): unreadable, impossible (« 31/02 »), or outside 2000-2099.
    """
    if isinstance(value, date):
        return _within(value, value.strftime("%d/%m/%Y"))
    if isinstance(value, int | Decimal):
        return _from_serial(int(value), str(value))
    shown = " ".join(value.split())
    text = _TIME_AFTER.sub("", _plain(shown))
    if text.isdigit() and len(text) == 5:
        return _from_serial(int(text), shown)
    if text in _WEEKDAYS:
        return _weekday(_WEEKDAYS.index(text), reference, direction)
    text = _WEEKDAY_BEFORE.sub("", text)
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), shown)
    if match := _NUMERIC.fullmatch(text):
        return _completed(int(match[1]), int(match[2]), match[3], shown, reference, direction)
    if (match := _WRITTEN.fullmatch(text)) and (month := _month(match[2])):
        return _completed(int(match[1]), month, match[3], shown, reference, direction)
    raise DateError(f"« {shown} » n'est pas une date lisible : écrivez par exemple 03/05/2026")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip(" .")


def _month(word: str) -> int:
    """1 to 12 for « mai », « sept », « juillet »; 0 for another word."""
    for prefix, number in _MONTHS.items():
        if word.startswith(prefix) and _MONTH_NAMES[number - 1].startswith(word):
            return number
    return 7 if word == "jul" else 0


def _from_serial(serial: int, shown: str) -> date:
    if serial not in _SERIALS:
        raise DateError(f"« {shown} » n'est pas une date lisible : écrivez par exemple 03/05/2026")
    return _SERIAL_EPOCH + timedelta(days=serial)


def _weekday(weekday: int, reference: date, direction: Direction) -> date:
    if direction == "past":
        return reference - timedelta(days=(reference.weekday() - weekday - 1) % 7 + 1)
    return reference + timedelta(days=(weekday - reference.weekday() - 1) % 7 + 1)


def _completed(
    day: int, month: int, year: str | None, shown: str, reference: date, direction: Direction
) -> date:
    if year is not None:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day, shown)
    step = -1 if direction == "past" else 1
    # 29 February comes back after at most 8 years.
    for candidate in range(reference.year, reference.year + 9 * step, step):
        try:
            found = date(candidate, month, day)
        except ValueError:
            if (month, day) == (2, 29):
                continue
            break
        if (found <= reference) if direction == "past" else (found >= reference):
            return found
    return _day(reference.year, month, day, shown)


def _day(year: int, month: int, day: int, shown: str) -> date:
    try:
        return _within(date(year, month, day), shown)
    except ValueError as error:
        if isinstance(error, DateError):
            raise
        if month > 12 >= day:
            raise DateError(f"« {shown} » : le jour s'écrit avant le mois") from None
        raise DateError(f"« {shown} » : ce jour n'existe pas dans le calendrier") from None


def _within(day: date, shown: str) -> date:
    if not 2000 <= day.year <= 2099:
        raise DateError(f"« {shown} » : l'année doit être comprise entre 2000 et 2099")
    return day
