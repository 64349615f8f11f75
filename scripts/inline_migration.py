"""Folds a new migration: each new table whole, with its links, indexes and constraints, after those that it names.

Django writes links, indexes and constraints after the last table when older tables change in the same migration; each
then remakes a table on SQLite and builds every model again, and a new base takes ten times as long to make.
Run by `scripts/remake-migration NAME`, from the root of the project.
"""

import sys
from importlib import import_module
from pathlib import Path

import django
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter


def folded(operations: list[Operation]) -> list[Operation]:
    """The changes of older tables, then the new tables, in an order where each names only what stands before it."""
    new = {each.name_lower: each for each in operations if isinstance(each, CreateModel)}
    older: list[Operation] = []
    for each in operations:
        if isinstance(each, CreateModel):
            continue
        table = new.get(getattr(each, "model_name_lower", ""))
        if table is None:
            older.append(each)
        elif isinstance(each, AddField):
            table.fields.append((each.name, each.field))
        elif isinstance(each, AddIndex):
            table.options["indexes"] = [*table.options.get("indexes", ()), each.index]
        elif isinstance(each, AddConstraint):
            table.options["constraints"] = [*table.options.get("constraints", ()), each.constraint]
        else:
            raise SystemExit(f"cannot fold {each!r}")
    return [*older, *_in_order(new)]


def _in_order(tables: dict[str, CreateModel]) -> list[Operation]:
    placed: dict[str, CreateModel] = {}
    left = dict(tables)
    while left:
        ready = [name for name, table in left.items() if not (_named(table) & left.keys() - {name})]
        if not ready:
            raise SystemExit(f"circle of links between {sorted(left)}")
        for name in ready:
            placed[name] = left.pop(name)
    return list(placed.values())


def _named(table: CreateModel) -> set[str]:
    """The tables that this one links to."""
    fields = [field for _, field in table.fields if field.is_relation]
    return {
        str(getattr(field.related_model, "__name__", field.related_model)).split(".")[-1].lower()
        for field in fields
    }


def main(name: str) -> None:
    django.setup()
    migration = import_module(f"kaye.records.migrations.{name}").Migration(name, "records")
    migration.operations = folded(migration.operations)
    path = Path(f"src/kaye/records/migrations/{name}.py")
    path.write_text(MigrationWriter(migration, include_header=False).as_string())


if __name__ == "__main__":
    main(sys.argv[1])
