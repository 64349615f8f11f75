"""What a merge changed, cell by cell, so that undoing it gives back every row as it was."""

import json
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

_CHUNK = 500

Cell = list[Any]  # [table, id, column, before, after or None: a cache, whose value after is of no interest]


def table(model: type[Model]) -> QuerySet[Any]:
    """Every row, absorbed cards included; the walls are those of the rows asked for."""
    return model._base_manager.all()


def model_of(label: str) -> type[Model]:
    """The model of that name."""
    return apps.get_model("records", label)


class Moves:
    """`moved`: table -> column -> « before>after » -> ids. `cells`: single values."""

    def __init__(self) -> None:
        self.moved: dict[str, dict[str, dict[str, list[int]]]] = {}
        self.cells: list[Cell] = []

    def move(self, model: type[Model], column: str, old: int, new: int, ids: Sequence[int]) -> None:
        """These rows name `new` instead of `old`."""
        if not ids:
            return
        label = str(model._meta.object_name)
        self.moved.setdefault(label, {}).setdefault(column, {}).setdefault(f"{old}>{new}", []).extend(ids)
        for start in range(0, len(ids), _CHUNK):
            table(model).filter(pk__in=ids[start : start + _CHUNK]).update(**{column: new})

    def note(self, rows: QuerySet[Any], columns: Sequence[str]) -> None:
        """What these caches say now."""
        label = str(rows.model._meta.object_name)
        for pk, *values in rows.values_list("pk", *columns):
            self.cells += [
                [label, pk, column, value, None] for column, value in zip(columns, values, strict=True)
            ]

    def change(self, rows: QuerySet[Any], column: str, value: Any) -> None:
        """Write a value, and remember what it replaces."""
        label = str(rows.model._meta.object_name)
        for pk, before in rows.values_list("pk", column):
            self.cells.append([label, pk, column, before, [value]])
        rows.update(**{column: value})

    def cells_json(self) -> dict[str, Any]:
        """As kept with the merge: dates in ISO form."""
        return {"cells": json.loads(json.dumps(self.cells, default=_iso))}


def put_back(moved: dict[str, dict[str, dict[str, list[int]]]]) -> None:
    """Every moved row names again what it named, unless it has moved on since."""
    for label, columns in moved.items():
        model = model_of(label)
        for column, changes in columns.items():
            for change, ids in changes.items():
                old, _, new = change.partition(">")
                for start in range(0, len(ids), _CHUNK):
                    rows = table(model).filter(pk__in=ids[start : start + _CHUNK], **{column: int(new)})
                    rows.update(**{column: int(old)})


def write_back(cells: Sequence[Cell]) -> None:
    """Single values as they were; one that somebody changed since stays."""
    for label, pk, column, before, after in reversed(cells):
        model = model_of(label)
        rows = table(model).filter(pk=pk)
        field: Any = model._meta.get_field(column.removesuffix("_id"))
        if after is not None:
            current = rows.values_list(column, flat=True).first()
            if current != field.to_python(after[0]):
                continue
        value = before if field.is_relation or before is None else field.to_python(before)
        rows.update(**{column: value})


def _iso(value: Any) -> str:
    """A date or an instant, to the microsecond."""
    return str(value.isoformat())
