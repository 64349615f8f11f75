"""Import files made for the tests: the same rows under many disguises."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import openpyxl

from kaye.imports.columns import ColumnMap
from kaye.imports.kinds import columns_of, importers
from kaye.imports.outcomes import Context, Ignored, Outcome, Refused
from kaye.imports.table import Table, read_table

DOUALA = Context("CM", "XAF", date(2026, 5, 22))
BAIE_MAHAULT = Context("GP", "EUR", date(2026, 5, 22))

Line = Sequence[object]


def csv_bytes(
    lines: Sequence[Line], separator: str = ";", encoding: str = "utf-8", end: str = "\r\n"
) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(lines)
    return out.getvalue().encode(encoding)


def xlsx_bytes(*sheets: Sequence[Line]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, lines in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Feuille {number}")
        for line in lines:
            sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_of(*lines: Line) -> Table:
    return read_table(csv_bytes(lines), "essai.csv")


def outcomes(data: bytes, kind: str, context: Context, columns: ColumnMap | None = None) -> list[Outcome]:
    table = read_table(data, "essai")
    return list(importers()[kind].read(table, columns or columns_of(table, kind), context))


def read_one(kind: str, context: Context, **cells: object) -> Outcome:
    """The outcome of one line whose header is the names of `cells` (`_` stands for a space)."""
    header = [name.replace("_", " ") for name in cells]
    found = outcomes(csv_bytes([header, list(cells.values())]), kind, context)
    return next(one for one in found if not isinstance(one, Ignored))


def refusal(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason
