"""From the lines of a file to outcomes: what to ignore, what to refuse, what is there twice."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from kaye.imports.cells import Cells, LineRefused
from kaye.imports.columns import ColumnMap, header_key, require
from kaye.imports.outcomes import Accepted, Context, Ignored, Outcome, Refused
from kaye.imports.rows import Row, Table, cell_text

_TOTALS = frozenset(("total", "totaux", "sous total", "sous totaux", "s total"))

Made = TypeVar("Made", bound=Accepted)


def read_lines(
    table: Table,
    columns: ColumnMap,
    context: Context,
    make: Callable[[Cells], Made],
    *,
    may_repeat: bool = False,
) -> Iterator[Outcome]:
    """One outcome per line of the file, in order. Raises TableError when a needed column is missing.

    `may_repeat`: an identical row is refused with a key of its own, under which a person may accept it (R16);
    otherwise the key names one thing and its second line is refused for good.
    """
    require(columns)
    seen = _Seen()
    header = tuple(header_key(cell) for cell in columns.header)
    places = {choice.field: choice.column for choice in columns.choices}
    needed = len({field.group or field.name for field in columns.fields if field.required or field.group})
    for row in table.rows():
        if why := _why_ignored(row, columns.header_line, header, needed):
            yield Ignored(row.line, why)
            continue
        try:
            _refuse_overflow(row, columns, table)
            made = make(Cells(row, columns, places, context))
        except LineRefused as refusal:
            yield Refused(row.line, str(refusal), row.raw)
            continue
        yield seen.check(made, context) if may_repeat else seen.check_unique(made)


def digest(*parts: object) -> str:
    """A key made of what identifies a row."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:32]


def _why_ignored(row: Row, header_line: int, header: tuple[str, ...], needed: int) -> str:
    filled = [text for cell in row.cells if (text := cell_text(cell).strip())]
    if not filled:
        return "ligne vide"
    if row.line < header_line:
        return "titre, avant l'en-tête"
    if row.line == header_line:
        return "en-tête"
    if _is_total(filled[0]):
        return "ligne de total"
    if len(filled) > 1 and _is_header(row, header):
        return "en-tête répété"
    if len(filled) == 1 and needed > 1:
        return "titre, une seule case remplie"
    return ""


def _is_header(row: Row, header: tuple[str, ...]) -> bool:
    """Cell by cell, so that a line of data is told apart at its first one."""
    return len(header) > 0 and all(
        header_key(cell_text(row.cells[place]) if place < len(row.cells) else "") == key
        for place, key in enumerate(header)
    )


def _is_total(text: str) -> bool:
    if "tota" not in text[:40].casefold():
        return False
    words = header_key(text[:40]).split()
    return bool(words) and (words[0] in _TOTALS or " ".join(words[:2]) in _TOTALS)


def _refuse_overflow(row: Row, columns: ColumnMap, table: Table) -> None:
    """A CSV line with more filled cells than its header has a separator too many: its columns shifted."""
    if table.format != "csv" or not columns.header:
        return
    if any(cell_text(cell).strip() for cell in row.cells[len(columns.header) :]):
        raise LineRefused(
            f"La ligne a {len(row.cells)} cases et l'en-tête {len(columns.header)} : "
            f"un « {table.separator} » de trop a décalé ses colonnes."
        )


class _Seen:
    """Which rows have passed, in a few dozen bytes each: files of 100 000 lines stay small."""

    def __init__(self) -> None:
        self._first: dict[bytes, int] = {}
        self._count: dict[bytes, int] = {}

    def check(self, made: Made, context: Context) -> Made | Refused:
        """`made.key` names the content; the key given back also counts the identical rows."""
        content = bytes.fromhex(made.key)
        first = self._first.setdefault(content, made.line)
        if first == made.line:
            return replace(made, key=digest(made.key, 1))
        count = self._count[content] = self._count.get(content, 1) + 1
        again = replace(made, key=digest(made.key, count))
        if again.key in context.accepted:
            return again
        return Refused(made.line, f"en double de la ligne {first}", made.raw, again.key, again)

    def check_unique(self, made: Made) -> Made | Refused:
        first = self._first.setdefault(made.key.encode(), made.line)
        if first == made.line:
            return made
        return Refused(made.line, f"en double de la ligne {first}", made.raw)
