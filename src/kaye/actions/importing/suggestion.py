"""What a person would write in place of a refused cell, when the refusal itself tells."""

import calendar
import re

_IMPOSSIBLE_DAY = re.compile(r"« (\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2}) » : ce jour n'existe pas")
_MONTH_FIRST = re.compile(r"« (\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2}) » : le jour s'écrit avant")
_SUM = re.compile(r" font ([\d  ,\u202f\u00a0]+)[ \u00a0](?:FCFA|€)\.?$")


def suggestion(reason: str) -> str:
    """« 28/02/2026 » for the 31 of February; the sum that the other figures make; else ""."""
    if match := _IMPOSSIBLE_DAY.search(reason):
        return _last_day(int(match[2]), match[3])
    if match := _MONTH_FIRST.search(reason):
        return f"{match[2]}/{match[1]}/{match[3]}"
    if match := _SUM.search(reason):
        return match[1].replace("\u202f", " ").replace("\u00a0", " ").strip()
    return ""


def _last_day(month: int, year: str) -> str:
    if not 1 <= month <= 12:
        return ""
    full = int(year) + (2000 if len(year) == 2 else 0)
    return f"{calendar.monthrange(full, month)[1]:02d}/{month:02d}/{year}"
