"""Many rows in one statement, for the paths where a thousand rows are usual: no object is built for each.

Values are what the database takes: int, str, bool, None, date, datetime (aware UTC), bytes. JSON is given as text.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, CharField, Field, ForeignKey, IntegerField, Lookup, Model

Row = Sequence[Any]


class Ids:
    """Whole numbers, written once for several `__within` of the same batch."""

    __slots__ = ("sql",)

    def __init__(self, numbers: Iterable[int]) -> None:
        self.sql = ",".join([str(int(n)) for n in numbers])


@BigIntegerField.register_lookup
@IntegerField.register_lookup
@ForeignKey.register_lookup
class Within(Lookup):
    """`field__within=ids`: IN for whole numbers only, written into the statement instead of passed one by one.

    `ids` is an iterable or, best where many queries share them, `Ids`.
    """

    lookup_name = "within"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        numbers = self.rhs.sql if isinstance(self.rhs, Ids) else Ids(self.rhs).sql
        if not numbers:
            return "1 = 0", []
        return f"{left} IN ({numbers})", list(parameters)


@CharField.register_lookup
class Among(Lookup):
    """`field__among=words`: IN for words of the code (small letters and _), written into the statement.

    SQLite takes a partial index only for the very words of its condition: an IN of values passed is not known.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        words = list(self.rhs)
        if not all(re.fullmatch("[a-z_]+", word) for word in words):
            raise ValueError(f"not words of the code: {words}")
        written = ", ".join(f"'{word}'" for word in words)
        return f"{left} IN ({written})", list(parameters)


def insert_rows(
    model: type[Model], columns: Sequence[str], rows: Sequence[Row], returning: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Insert rows of `columns`; answers the `returning` columns of each. Conflicts raise IntegrityError."""
    if not rows:
        return []
    if connection.vendor == "postgresql":
        return _copied(model, columns, rows, returning)
    return _inserted(model, columns, rows, returning)


def _inserted(
    model: type[Model], columns: Sequence[str], rows: Sequence[Row], returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    """SQLite: one short statement run for each row, faster than reading one of ten thousand marks."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    names = ", ".join(quote(_column(model, c)) for c in ("id", *columns))
    marks = ", ".join(["%s"] * (len(columns) + 1))
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        # The transaction holds the only right to write: nobody draws the same ids.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        numbered = [(number, *row) for number, row in enumerate(rows, first)]
        cursor.executemany(
            f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", [adapted(row) for row in numbered]
        )
    return _chosen(numbered, columns, returning)


def _chosen(
    numbered: Sequence[Row], columns: Sequence[str], returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    places = [("id", *columns).index(name) for name in returning]
    return [tuple([row[place] for place in places]) for row in numbered] if places else []


def _copied(
    model: type[Model], columns: Sequence[str], rows: Sequence[Row], returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    """PostgreSQL's COPY, six times faster than an INSERT of as many rows. Ids are drawn first."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    names = ", ".join(quote(_column(model, c)) for c in ("id", *columns))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [_sequence(table), len(rows)])
        numbers = [found[0] for found in cursor.fetchall()]
        sql = f"COPY {quote(table)} ({names}) FROM STDIN"
        numbered = [(number, *row) for number, row in zip(numbers, rows, strict=True)]
        with connection.wrap_database_errors, cursor.cursor.copy(sql) as copy:
            for row in numbered:
                copy.write_row(row)
    return _chosen(numbered, columns, returning)


@lru_cache(maxsize=64)
def _sequence(table: str) -> str:
    """Where PostgreSQL draws the ids of this table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        return str(cursor.fetchone()[0])


def update_rows(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set `columns` on each row; a row is (id, value of each column…)."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _update_from_arrays(model, columns, rows)
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    sets = ", ".join(f"{quote(_column(model, name))} = %s" for name in columns)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {sets} WHERE id = %s", [adapted((*row[1:], row[0])) for row in rows]
        )


def adapted(values: Iterable[Any]) -> list[Any]:
    """Instants as this database stores them; everything else as it is."""
    return [_instant(v) if type(v) is datetime else v for v in values]


@lru_cache(maxsize=256)
def _instant(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _update_from_arrays(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """One array a column: PostgreSQL reads it faster than as many lines of VALUES."""
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    names = ("id", *columns)
    arrays = ", ".join(f"%s::{_kind(model, name)}[]" for name in names)
    sets = ", ".join(f"{quote(_column(model, name))} = v.c{n}" for n, name in enumerate(names) if n)
    shape = ", ".join(f"c{n}" for n in range(len(names)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS v({shape}) WHERE {table}.id = v.c0",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _kind(model: type[Model], name: str) -> str:
    """The column's type, as PostgreSQL casts to it."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return str(
        field.rel_db_type(connection) if field.is_relation or name == "id" else field.db_type(connection)
    )
