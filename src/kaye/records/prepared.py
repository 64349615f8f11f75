"""Long statements about a list of ids, planned once per connection: for PostgreSQL planning costs more than running.

A statement says `IN ({ids})` for the list and `%s` for each other value. SQLite gets the numbers written into it.
"""

import re
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

from kaye.records.bulk import Ids, adapted

_READY: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # PostgreSQL connection: names it has prepared


def run(
    name: str, sql: str, ids: Sequence[int], values: Sequence[Any] = (), types: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Execute the statement `name`; `types` are PostgreSQL's for `values`. Answers its rows, if it gives any."""
    numbers = Ids(ids).sql
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _prepare(cursor, name, sql, types)
            marks = "".join([", %s"] * len(values))
            cursor.execute(f"EXECUTE {name} ('{{{numbers}}}'{marks})", list(values) or None)
        else:
            cursor.execute(sql.format(ids=numbers), adapted(values))
        return cursor.fetchall() if cursor.description else []


def _prepare(cursor: Any, name: str, sql: str, types: Sequence[str]) -> None:
    known = _READY.setdefault(connection.connection, set())
    if name in known:
        return
    places = iter(range(2, len(types) + 2))
    text = re.sub("(?<!%)%s", lambda _: f"${next(places)}", sql.replace("IN ({ids})", "= ANY ($1)"))
    cursor.execute(f"PREPARE {name} ({', '.join(('bigint[]', *types))}) AS {text}")
    known.add(name)
