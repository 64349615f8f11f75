"""The kinds of file that can be imported: every module of this package that has a KIND, discovered."""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Protocol

import kaye.imports as package
from kaye.imports.columns import ColumnMap, Field, recognise
from kaye.imports.outcomes import Context, Outcome
from kaye.imports.rows import Table


class Importer(Protocol):
    """A module of this package: `KIND` is the word of the command, `LABEL` the French name of the screen."""

    KIND: str
    LABEL: str
    CREATES: str
    FIELDS: tuple[Field, ...]

    @staticmethod
    def read(table: Table, columns: ColumnMap, context: Context) -> Iterator[Outcome]: ...


@cache
def importers() -> dict[str, Importer]:
    """KIND -> module, in the order of the names."""
    modules = (
        import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    )
    return {module.KIND: module for module in modules if hasattr(module, "KIND")}  # type: ignore[misc]


def columns_of(table: Table, kind: str) -> ColumnMap:
    """The columns of a file of this kind, as recognised. Raises KeyError for an unknown kind."""
    return recognise(table, importers()[kind].FIELDS)


def guess_kind(table: Table) -> str | None:
    """The kind whose columns fit best, None when none can be read."""
    scores: dict[str, int] = {}
    for kind, importer in importers().items():
        columns = recognise(table, importer.FIELDS)
        if not columns.missing:
            scores[kind] = sum(choice.confidence for choice in columns.choices)
    return max(scores, key=lambda kind: scores[kind]) if scores else None
