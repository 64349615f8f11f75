"""Amounts and dates as they stand in a French text, found and brought to one writing."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kaye.rules.french import MONTHS

_SPACE = " \u00a0\u202f\u2009"
_UNIT = r"(?:F[\u00a0 ]?CFA|FCFA|XAF|XOF|CFA|francs?|F|€|EUR|euros?)(?![\w])"
# Every pattern begins with a digit, which the machine finds fast; the look behind comes right after it.
_FREE_DIGIT = r"\d(?<![\w/.,-]\d)"
_REST = rf"(?:\d{{0,2}}(?:[{_SPACE}.]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d*(?:[.,]\d+)*)"
_NUMBER = re.compile(rf"\d{_REST}")
_AMOUNT = re.compile(rf"({_FREE_DIGIT}{_REST})[{_SPACE}]?({_UNIT})", re.IGNORECASE)
_UNIT_FIRST = re.compile(rf"(€|EUR\b|FCFA\b)[{_SPACE}]?(\d{_REST})(?![{_SPACE}]?{_UNIT})")
_OWED = re.compile(
    r"\b(?:reste|restent|restant|solde|montant|somme|total|doi[st]|devez|payer|pay[ée]|régler|verser?|envoyer)\b"
    rf"\W+(?:[^\W\d]+\W+){{0,3}}?(\d{{1,3}}(?:[{_SPACE}.]\d{{3}})+|\d{{4,}})(?![\d/-]|[{_SPACE}.,]?\d)",
    re.I,
)
_MONTH_WORDS = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    "fevrier": 2,
    "aout": 8,
    "decembre": 12,
}
_DATE = re.compile(
    rf"(?P<first>{_FREE_DIGIT}\d{{0,3}})(?:"
    r"(?:er)?[ \u00a0](?=[jfmasond])(?P<month>"
    + "|".join(_MONTH_WORDS)
    + r")(?![^\W\d])(?:[ \u00a0](?P<year>\d{4}))?"
    r"|/(?P<month2>\d\d?)(?:/(?P<year2>\d{4}|\d\d))?"
    r"|-(?P<month3>\d\d)-(?P<day3>\d\d)"
    r")(?![\w/])",
    re.IGNORECASE,
)
_NO_SPACE = str.maketrans("", "", _SPACE)
_NO_MARK = str.maketrans("", "", ".,")  # a number holds digits, spaces and these
_BEFORE_A_FRACTION = ("tranche ", "versement ", "partie ", "étape ")


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """`number` is canonical: digits, then a point and decimals if not zero; `unit` "" when not said."""

    raw: str
    number: str
    decimals: int
    unit: str  # "EUR" | "FCFA" | ""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """`year` is None when the text doesn't say it."""

    raw: str
    day: int
    month: int
    year: int | None

    def is_one_of(self, days: frozenset[date]) -> bool:
        day, month, year = self.day, self.month, self.year
        for each in days:  # noqa: SIM110 - a plain loop: asked for every date of every message
            if each.day == day and each.month == month and (year is None or year == each.year):
                return True
        return False


@lru_cache(maxsize=32)
def written_amounts(text: str) -> tuple[WrittenAmount, ...]:
    """Every number with a currency; kept a moment because several checks ask for the same text."""
    found = [_amount(match[0], match[1], match[2]) for match in _AMOUNT.finditer(text)]
    for match in _UNIT_FIRST.finditer(text):
        if not text[: match.start()].rstrip()[-1:].isdigit():
            found.append(_amount(match[0], match[2], match[1]))
    return tuple(found)


@lru_cache(maxsize=32)
def owed_numbers(text: str) -> tuple[WrittenAmount, ...]:
    """Large numbers without a currency after a word of debt: « il reste 32500 ». Years are left alone."""
    found = (match[1] for match in _OWED.finditer(text))
    return tuple(_amount(raw, raw, "") for raw in found if not re.fullmatch(r"(?:19|20)\d\d", raw))


@lru_cache(maxsize=256)
def numbers_in(text: str) -> frozenset[str]:
    """The canonical numbers of an allowed amount, written with or without its currency."""
    found = written_amounts(text) or tuple(_amount(raw, raw, "") for raw in _NUMBER.findall(text))
    return frozenset(amount.number for amount in found)


def minor_number(minor: int, currency: str) -> str:
    """The canonical writing of minor units: 123456 EUR -> « 1234.56 », 25000 XAF -> « 25000 »."""
    if currency != "EUR":
        return str(abs(minor))
    return _canonical(str(abs(minor) // 100), f"{abs(minor) % 100:02d}")


def written_dates(text: str) -> tuple[WrittenDate, ...]:
    """« 3 mai 2026 », « 1er juin », « 16/05 », « 16/05/2026 », « 2026-05-16 »; not « tranche 02/03 »."""
    found = [_date(match) for match in _DATE.finditer(text)]
    return tuple([each for each in found if each is not None])


def _date(match: re.Match[str]) -> WrittenDate | None:
    first, word, year1, month2, year2, month3, day3 = match.groups()
    month = month2 or month3
    if month2 and not year2:
        before = match.string[: match.start()].lower()
        if len(first) != 2 or len(month2) != 2 or before.endswith(_BEFORE_A_FRACTION):
            return None
    if len(first) != 4 if day3 else len(first) > 2:
        return None
    day = int(day3 or first)
    number = int(month) if month else _MONTH_WORDS[word.lower()]
    year = first if day3 else year1 or year2
    if not (1 <= number <= 12 and 1 <= day <= 31):
        return None
    return WrittenDate(match[0], day, number, _full_year(year) if year else None)


def _full_year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _amount(raw: str, number: str, unit: str) -> WrittenAmount:
    whole, decimals = _split(number)
    sign = unit.upper()
    family = "" if not sign else "EUR" if sign[0] in "€E" else "FCFA"
    return WrittenAmount(raw, _canonical(whole, decimals), len(decimals), family)


def _split(number: str) -> tuple[str, str]:
    """Whole part and decimals: three digits after a point are thousands, as people type."""
    tight = number.translate(_NO_SPACE)
    place = max(tight.rfind(","), tight.rfind("."))
    if place < 0:
        return tight, ""
    tail, mark = tight[place + 1 :], tight[place]
    if mark == "." and len(tail) == 3:
        return tight.translate(_NO_MARK), ""
    return tight[:place].translate(_NO_MARK), tail


def _canonical(whole: str, decimals: str) -> str:
    plain = whole.lstrip("0") or "0"
    return f"{plain}.{decimals}" if decimals.strip("0") else plain
