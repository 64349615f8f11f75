"""Excel workbooks: the first sheet that holds something, its dates and numbers typed."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kaye.imports.rows import MAX_LINES, Cell, Row, Table, TableError, count_lines

# A workbook of 100 000 sales unpacks to about 70 MB.
_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_MEMBERS = 2_000
_MAX_CELLS = 8_000_000
_CHUNK = 1024 * 1024
_OVERLAP = 512
# A cell that holds something: `<c …>` not closed at once. Empty styled cells may lie anywhere, at no cost.
_FILLED_CELL = re.compile(rb"""<(?:[\w.-]+:)?c\s+((?:[^>"']|"[^"]{0,200}"|'[^']{0,200}'){0,400})(?<!/)>""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")

_AGAIN = "Enregistrez-le de nouveau au format Excel (.xlsx) ou CSV, puis réessayez."
_UNREADABLE = f"Ce classeur Excel est abîmé. {_AGAIN}"
_NOT_XLSX = f"Ce fichier n'est pas un classeur Excel (.xlsx). {_AGAIN}"
_TOO_LARGE = "Ce classeur est trop grand. Gardez la feuille et les lignes utiles, ou enregistrez-le en CSV."
_LOCKED = "Ce classeur est protégé par un mot de passe. Ôtez la protection, puis réessayez."


def read_xlsx(data: bytes, name: str) -> Table:
    """Raises TableError when the archive is damaged, protected, or unpacks to too much."""
    _check_archive(data)
    sheet = _first_filled_sheet(data)

    # The reader gives every row from the first, but columns only from the first that is filled.
    margin = ("",) * (sheet.start[1] if sheet.start else 0)

    def rows() -> Iterator[Row]:
        lines = enumerate(islice(sheet.iter_rows(), MAX_LINES + 1), start=1)
        return (Row(number, (*margin, *map(_cell, values))) for number, values in lines)

    return Table(name=name, format="xlsx", line_count=count_lines(rows()), sheet=sheet.name, _open=rows)


def _check_archive(data: bytes) -> None:
    """Unpack every member in small pieces before the reader does it at once: the stated sizes may lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise TableError(_NOT_XLSX)
            if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
                raise TableError(_TOO_LARGE)
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise TableError(_UNREADABLE) from error
    except RuntimeError as error:  # what zipfile raises for an encrypted member
        raise TableError(_LOCKED) from error


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    is_sheet = member.filename.startswith("xl/worksheets/")
    last_row = last_column = 1
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if not is_sheet:
                continue
            window = tail + chunk
            for cell in _FILLED_CELL.finditer(window):
                if place := _REFERENCE.search(cell[1]):
                    last_column = max(last_column, _column_number(place[1]))
                    last_row = max(last_row, int(place[2]))
            # The reader lays the sheet out as a full rectangle: one far cell would ask for gigabytes.
            if last_row * last_column > _MAX_CELLS:
                raise TableError(_TOO_LARGE)
            tail = window[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _first_filled_sheet(data: bytes) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in workbook.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.height:
                return sheet
    except PasswordError as error:
        raise TableError(_LOCKED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise TableError(_UNREADABLE) from error
    except BaseException as error:
        # A panic inside the Rust reader is a BaseException of a class that can't be imported.
        if type(error).__name__ == "PanicException":
            raise TableError(_UNREADABLE) from error
        raise
    raise TableError("Ce classeur est vide : aucune de ses feuilles n'est remplie.")


def _cell(value: object) -> Cell:
    """Whole numbers lose the « .0 » that Excel gives them (a phone comes as 690123456.0)."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | int):
        return value
    if isinstance(value, float):
        return _number(value)
    return str(value)


def _number(value: float) -> Cell:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    # 15 digits are all that Excel keeps; the rest is noise of the binary form.
    exact = Decimal(f"{value:.15g}")
    return int(exact) if exact == exact.to_integral_value() else exact
