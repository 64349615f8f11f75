"""Numbered lines of cells: what every file becomes, whatever its format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Cell = str | int | Decimal | date

MAX_BYTES = 25 * 1024 * 1024
MAX_LINES = 200_000
MAX_COLUMNS = 256


class TableError(Exception):
    """The file as a whole can't be read; the message is a French sentence for the owner."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, numbered as a spreadsheet shows it (first line = 1)."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def raw(self) -> tuple[str, ...]:
        """The cells as text, as they are kept beside what was understood."""
        return tuple(cell_text(cell) for cell in self.cells)

    @property
    def is_blank(self) -> bool:
        return not any(cell_text(cell).strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A checked file: `rows()` can be called again and again and raises nothing."""

    name: str
    format: Literal["csv", "xlsx"]
    line_count: int
    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    _open: Callable[[], Iterator[Row]] = field(default=lambda: iter(()), repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        return self._open()


def cell_text(cell: Cell) -> str:
    """A cell as a French reader would type it: 1234,5 and 03/05/2026."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", ",")
    return str(cell)


def count_lines(rows: Iterator[Row]) -> int:
    """Read everything once, so that a fault is found before anything is shown. Returns the last line number.

    Raises TableError when there is nothing to read or too much of it.
    """
    last, filled = 0, False
    for row in rows:
        last = row.line
        filled = filled or not row.is_blank
        if last > MAX_LINES:
            raise TableError(
                "Ce fichier dépasse 200 000 lignes. Partagez-le en plusieurs fichiers, "
                "puis importez-les l'un après l'autre."
            )
        if len(row.cells) > MAX_COLUMNS:
            raise TableError(
                f"La ligne {last} a plus de {MAX_COLUMNS} colonnes : "
                "ce fichier ne ressemble pas à un tableau de ventes, de stock, de clients ou de factures."
            )
    if not filled:
        raise TableError("Ce fichier est vide : il ne contient aucune ligne remplie.")
    return last
