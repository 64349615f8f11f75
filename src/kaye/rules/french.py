"""Dates, lists and amounts as a person says them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@lru_cache(maxsize=2048)
def day_text(day: date, today: date | None = None) -> str:
    """« 4 juin », « 1er mai »; with the year when it is not today's."""
    first = "1er" if day.day == 1 else str(day.day)
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{first} {MONTHS[day.month - 1]}{year}"


def weekday_text(day: date, today: date | None = None) -> str:
    """« jeudi 4 juin »."""
    return f"{DAYS[day.weekday()]} {day_text(day, today)}"


@lru_cache(maxsize=512)
def short_day(day: date) -> str:
    """« 04/06 », for a SMS."""
    return f"{day.day:02d}/{day.month:02d}"


def month_text(day: date) -> str:
    """« mai 2026 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def listing(words: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def shorten(text: str, length: int) -> str:
    """The text, cut at a word with « … » when longer."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if " " in cut[length // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;.(") + "…"
