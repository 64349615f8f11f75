"""The files of the two demo businesses, and the same moved in time so that they end yesterday."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files

from kaye.imports.columns import ColumnMap
from kaye.imports.dates import DateError, parse_date
from kaye.imports.kinds import columns_of
from kaye.imports.table import read_table

_WRITTEN_ON = ("date", "issued_on")  # the field that says when a line was written
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})")


def sample(name: str) -> bytes:
    """A file of the demo as it was made: cahier-moussa.csv, stock-moussa.csv, factures-climantilles.csv."""
    return (files(__package__) / name).read_bytes()


def shift_sample(data: bytes, kind: str, today: date) -> bytes:
    """Move every date of a CSV by the same number of days, so that its last line was written yesterday.

    Each keeps its spelling; the encoding, its mark, the line ends and everything else stay byte for byte.
    A file without dates (a stock) comes back as it is. `data` is one of our samples: no quoted cells.
    """
    table = read_table(data, "sample.csv")
    columns = columns_of(table, kind)
    places = [columns.column(field.name) for field in columns.fields if field.content == "date"]
    shift = _shift(data, table.encoding, table.separator, columns, today)
    if shift is None:
        return data

    def moved(cell: str) -> str:
        return _moved(cell, shift)

    encoding = "utf-8" if table.encoding == "utf-8-sig" else table.encoding
    lines = data.decode(encoding).split("\n")
    return "\n".join(_with(line, table.separator, places, moved) for line in lines).encode(encoding)


def _shift(data: bytes, encoding: str, separator: str, columns: ColumnMap, today: date) -> timedelta | None:
    column = next((c for name in _WRITTEN_ON if (c := columns.column(name)) is not None), None)
    if column is None:
        return None
    days = []
    for line in data.decode(encoding).splitlines():
        cells = line.split(separator)
        try:
            days.append(parse_date(cells[column], reference=today, direction="past"))
        except (DateError, IndexError):
            continue  # the header, a title, a blank line
    return today - timedelta(days=1) - max(days) if days else None


def _with(line: str, separator: str, places: list[int | None], moved: Callable[[str], str]) -> str:
    cells = line.split(separator)
    return separator.join(moved(cell) if place in places else cell for place, cell in enumerate(cells))


def _moved(cell: str, shift: timedelta) -> str:
    if match := _YEAR_FIRST.search(cell):
        day = date(int(match[1]), int(match[3]), int(match[4])) + shift
        return cell.replace(match[0], f"{day.year}{match[2]}{day.month:02d}{match[2]}{day.day:02d}")
    if match := _DAY_FIRST.search(cell):
        short = len(match[4]) == 2
        day = date(int(match[4]) + (2000 if short else 0), int(match[3]), int(match[1])) + shift
        year = f"{day.year % 100:02d}" if short else str(day.year)
        return cell.replace(match[0], f"{day.day:02d}{match[2]}{day.month:02d}{match[2]}{year}")
    return cell
