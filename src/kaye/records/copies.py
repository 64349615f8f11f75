"""A base as one SQLite file: the form of every backup, whatever the engine of the base it was made from."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

ALIAS = "copy"
_CHUNK = 2000
_DAMAGED = "Ce fichier est abîmé : prenez une autre sauvegarde."
# Made by the migrations themselves, or not worth keeping: who is signed in, links already given out.
_LEFT_OUT = frozenset(
    {"contenttypes.ContentType", "auth.Permission", "auth.Group", "sessions.Session", "records.LoginLink"}
)


class NotACopy(ValueError):
    """This file cannot be read back; the message is for the owner."""


@contextmanager
def opened(path: Path) -> Iterator[str]:
    """The file as a second database; gives its Django alias."""
    connections.databases[ALIAS] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "CONN_MAX_AGE": None,
    }
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def write_copy(path: Path) -> None:
    """The whole base, as it is at one instant, into this new file. Writers are not held up."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        return
    with opened(path) as alias:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        with transaction.atomic(), transaction.atomic(using=alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _pour("default", alias)


def load_copy(path: Path) -> None:
    """Put this file in the place of everything the base holds: all of it, or nothing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)
        return
    with opened(path) as alias, transaction.atomic():
        quoted = ", ".join(connection.ops.quote_name(m._meta.db_table) for m in _everything())
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {quoted} CASCADE")
        _pour(alias, "default")
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), _everything()):
                cursor.execute(sql)


def settle(path: Path) -> None:
    """Make the file one file: no journal beside it, nobody signed in, no link that still opens."""
    with closing(sqlite3.connect(path)) as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in ("django_session", "records_loginlink"):
            if table in tables:
                copy.execute(f"DELETE FROM {table}")
        copy.commit()
        copy.execute("PRAGMA journal_mode = DELETE")


def take_in(file: Path, into: Path) -> None:
    """A whole and readable copy of this file, brought up to date in `into`. Raises NotACopy."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as given:
            if given.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise NotACopy(_DAMAGED)
            given.execute("SELECT COUNT(*) FROM records_business").fetchone()
            with closing(sqlite3.connect(into)) as copy:
                given.backup(copy)
    except sqlite3.DatabaseError as problem:
        if "malformed" in str(problem):
            raise NotACopy(_DAMAGED) from None
        raise NotACopy("Ce fichier n'est pas une sauvegarde de Kayé.") from None
    with opened(into) as alias:
        loader = MigrationLoader(connections[alias])
        unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
        if any(app == "records" for app, _ in unknown):
            raise NotACopy(
                "Cette sauvegarde vient d'une version plus récente de Kayé : mettez Kayé à jour d'abord."
            )
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def is_copy(file: Path) -> bool:
    """Whether this file holds a base of ours."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as given:
            given.execute("SELECT COUNT(*) FROM records_business").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def _everything() -> list[type[Model]]:
    return [m for m in apps.get_models() if m._meta.managed and m._meta.label not in _LEFT_OUT]


def _pour(source: str, target: str) -> None:
    """Every row, in pieces. Keys are checked at the end of the transaction, so the order is free."""
    for model in _everything():
        names = [f.attname for f in model._meta.concrete_fields]
        piece: list[Model] = []
        for row in model._base_manager.using(source).order_by("pk").values_list(*names).iterator(_CHUNK):
            piece.append(_row(model, names, row))
            if len(piece) == _CHUNK:
                model._base_manager.using(target).bulk_create(piece)
                piece = []
        model._base_manager.using(target).bulk_create(piece)


def _row(model: type[Model], names: list[str], row: tuple[Any, ...]) -> Model:
    return model(**dict(zip(names, row, strict=True)))
