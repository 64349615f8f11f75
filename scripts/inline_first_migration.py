"""Puts the indexes and constraints of the first migration into the tables they are of.

Django's optimizer leaves them after the last table, where each one makes it build again every model it knows: a new
base then takes twice as long to make. Run by `scripts/remake-migration`, from the root of the project.
"""

from importlib import import_module
from pathlib import Path

import django
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

NAME = "0001_initial"
MODULE = f"kaye.records.migrations.{NAME}"


def inlined(operations: list[Operation]) -> list[Operation]:
    """The same tables, in the order they were; what bears on a column added later stays after it."""
    tables = {each.name_lower: each for each in operations if isinstance(each, CreateModel)}
    completed_later = {
        each.model_name_lower  # type: ignore[attr-defined]
        for each in operations
        if not isinstance(each, CreateModel | AddIndex | AddConstraint)
    }
    kept: list[Operation] = []
    for each in operations:
        if not isinstance(each, AddIndex | AddConstraint) or each.model_name_lower in completed_later:
            kept.append(each)
            continue
        options = tables[each.model_name_lower].options
        if isinstance(each, AddIndex):
            options["indexes"] = [*options.get("indexes", ()), each.index]
        else:
            options["constraints"] = [*options.get("constraints", ()), each.constraint]
    return kept


def main() -> None:
    django.setup()
    migration = import_module(MODULE).Migration(NAME, "records")
    migration.operations = inlined(migration.operations)
    path = Path(f"src/kaye/records/migrations/{NAME}.py")
    path.write_text(MigrationWriter(migration, include_header=False).as_string())


if __name__ == "__main__":
    main()
