"""The file of a batch as outcomes: columns recognised, remembered or chosen, cells corrected by a person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kaye.actions.refusal import Refusal
from kaye.imports.columns import ColumnMap, Field
from kaye.imports.kinds import columns_of, guess_kind, importers
from kaye.imports.outcomes import Accepted, Context, Ignored, Refused
from kaye.imports.rows import Row, Table, TableError
from kaye.imports.table import read_table
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Business, ImportProfile

NOWHERE = -1  # a field that a person says is in no column


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person wrote in place of one cell, for this import only."""

    line: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A readable file of a known kind. `accept_lines`: repeated lines taken all the same (R16)."""

    kind: str
    filename: str
    table: Table
    columns: ColumnMap
    context: Context
    accept_lines: frozenset[int] = frozenset()

    def outcomes(self) -> Iterator[Accepted | Refused | Ignored]:
        """One per line. Raises Refusal when a needed column is missing."""
        try:
            for outcome in importers()[self.kind].read(self.table, self.columns, self.context):
                taken = isinstance(outcome, Refused) and outcome.row and outcome.line in self.accept_lines
                yield outcome.row if taken else outcome  # type: ignore[union-attr,misc]
        except TableError as error:
            raise Refusal(str(error)) from None

    def would_take(self, line: int, raw: Sequence[str], column: int, text: str) -> bool:
        """Whether this line, alone under its header, would be taken with `text` in that column."""
        row = _with(Row(line, tuple(raw)), {column: text})
        table = replace(self.table, _open=lambda: iter((row,)))
        outcomes = importers()[self.kind].read(table, self.columns, self.context)
        return all(not isinstance(outcome, Refused | Ignored) for outcome in outcomes)


def open_source(
    *,
    business: Business,
    kind: str | None,
    data: bytes,
    filename: str,
    now: datetime,
    mapping: Mapping[str, int] | None = None,
    corrections: Iterable[Correction] = (),
    accept_lines: Iterable[int] = (),
) -> Source:
    """`kind` None: recognised. `mapping`: field -> column (from 0; `NOWHERE`), over what is recognised; without
    it, what was chosen the last time for the same header. Raises Refusal."""
    try:
        table = read_table(data, filename)
    except TableError as error:
        raise Refusal(str(error)) from None
    kind = kind or guess_kind(table)
    if kind not in importers():
        known = ", ".join(importer.LABEL.lower() for importer in importers().values())
        raise Refusal(f"On ne reconnaît pas ce que contient ce fichier : choisissez parmi {known}.")
    columns = columns_of(table, kind)
    chosen = mapping if mapping is not None else _remembered(business, kind, columns)
    for field, column in chosen.items():
        if any(known.name == field for known in columns.fields) and columns.column(field) != column:
            columns = columns.with_choice(field, None if column < 0 else column)
    context = Context(business.country, currency_of(business).code, local_day(business, now))
    corrected = _corrected(table, columns, corrections)
    return Source(kind, filename, corrected, columns, context, frozenset(accept_lines))


def remember(business: Business, source: Source, mapping: Mapping[str, int], now: datetime) -> None:
    """Keep the columns that a person chose for files with this header."""
    if mapping and source.columns.header:
        ImportProfile.objects.update_or_create(
            business=business,
            kind=source.kind,
            signature=source.columns.signature,
            defaults={"mapping": dict(mapping), "used_at": now},
        )


def field_of(columns: ColumnMap, reason: str) -> Field | None:
    """The field that a refusal speaks of: its sentence begins with the label of the column."""
    named = [f for f in columns.fields if reason.startswith(f"{columns.label(f.name)} :")]
    return max(named, key=lambda field: len(columns.label(field.name)), default=None)


def _remembered(business: Business, kind: str, columns: ColumnMap) -> Mapping[str, int]:
    if not columns.header:
        return {}
    profiles = ImportProfile.objects.filter(business=business, kind=kind, signature=columns.signature)
    return profiles.values_list("mapping", flat=True).first() or {}


def _corrected(table: Table, columns: ColumnMap, corrections: Iterable[Correction]) -> Table:
    by_line: dict[int, dict[int, str]] = defaultdict(dict)
    for each in corrections:
        column = columns.column(each.field)
        if column is not None:
            by_line[each.line][column] = each.text
    if not by_line:
        return table

    def rows() -> Iterator[Row]:
        for row in table.rows():
            yield _with(row, by_line[row.line]) if row.line in by_line else row

    return replace(table, _open=rows)


def _with(row: Row, texts: Mapping[int, str]) -> Row:
    cells = list(row.cells) + [""] * (max(texts) + 1 - len(row.cells))
    for column, text in texts.items():
        cells[column] = text
    return Row(row.line, tuple(cells))
