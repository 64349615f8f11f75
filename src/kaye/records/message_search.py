"""Every message that holds some words, the latest first: FTS5 on SQLite, a GIN index on PostgreSQL.

Each message is indexed with a word of its business, so that one shop never waits for the messages of another.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from kaye.records.models import Business

_LONGEST = 20_000  # characters of a message that are searched
_WORDS = 8  # of a question
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?\d(?:[ .\u00a0\u202f/-]?\d){6,}")

_SQLITE = (
    """CREATE VIEW records_message_words AS
       SELECT id, 'b' || business_id AS owner, search AS words FROM records_inboxmessage""",
    """CREATE VIRTUAL TABLE records_message_index USING fts5(
       owner, words, content='records_message_words', content_rowid='id', prefix='3',
       detail='column', columnsize=0, tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER records_message_added AFTER INSERT ON records_inboxmessage BEGIN
       INSERT INTO records_message_index(rowid, owner, words)
       VALUES (new.id, 'b' || new.business_id, new.search); END""",
    """CREATE TRIGGER records_message_gone AFTER DELETE ON records_inboxmessage BEGIN
       INSERT INTO records_message_index(records_message_index, rowid, owner, words)
       VALUES ('delete', old.id, 'b' || old.business_id, old.search); END""",
    """CREATE TRIGGER records_message_changed AFTER UPDATE OF search, business_id ON records_inboxmessage BEGIN
       INSERT INTO records_message_index(records_message_index, rowid, owner, words)
       VALUES ('delete', old.id, 'b' || old.business_id, old.search);
       INSERT INTO records_message_index(rowid, owner, words)
       VALUES (new.id, 'b' || new.business_id, new.search); END""",
    "INSERT INTO records_message_index(records_message_index) VALUES ('rebuild')",
)
_SQLITE_GONE = (
    "DROP TRIGGER records_message_changed",
    "DROP TRIGGER records_message_gone",
    "DROP TRIGGER records_message_added",
    "DROP TABLE records_message_index",
    "DROP VIEW records_message_words",
)
_VECTOR = "to_tsvector('simple'::regconfig, 'b' || business_id::text || ' ' || search)"
_POSTGRES = (f"CREATE INDEX records_message_index ON records_inboxmessage USING gin (({_VECTOR}))",)
_POSTGRES_GONE = ("DROP INDEX records_message_index",)


def folded(*texts: str) -> str:
    """What goes into `InboxMessage.search`: small letters without accents or signs, and numbers also in one piece."""
    whole = " ".join(text for text in texts if text)[:_LONGEST]
    numbers = ("".join(filter(str.isdigit, found)) for found in _NUMBER.findall(whole))
    return " ".join([*_words(whole), *numbers])


def found_messages(business: Business, text: str, most: int = 30, before: int | None = None) -> list[int]:
    """Ids of messages that hold every word, or a word that begins so; the latest first. `before`: older than that."""
    words = _words(text)[:_WORDS]
    if not words:
        return []
    found = _sqlite(business, words) if connection.vendor == "sqlite" else _postgres(business, words)
    older = "" if before is None else f"AND {found.column} < %s "
    values = found.values if before is None else (*found.values, before)
    with connection.cursor() as cursor:
        cursor.execute(f"{found.sql} {older}ORDER BY {found.column} DESC LIMIT %s", (*values, most))
        return [row[0] for row in cursor.fetchall()]


def make_index(base: BaseDatabaseWrapper) -> None:
    """Once, by the migration, and by tests whose tables come straight from the models."""
    _run(base, _SQLITE if base.vendor == "sqlite" else _POSTGRES)


def drop_index(base: BaseDatabaseWrapper) -> None:
    _run(base, _SQLITE_GONE if base.vendor == "sqlite" else _POSTGRES_GONE)


@dataclass(frozen=True, slots=True)
class _Question:
    """`sql` up to its condition, its values, the column of ids."""

    sql: str
    values: tuple[str | int, ...]
    column: str


def _sqlite(business: Business, words: list[str]) -> _Question:
    """Words hold letters and digits only: quoted, they are words and nothing else."""
    match = " AND ".join([f'owner : "b{business.pk}"', *(f'words : "{word}"*' for word in words)])
    sql = "SELECT rowid FROM records_message_index WHERE records_message_index MATCH %s"
    return _Question(sql, (match,), "rowid")


def _postgres(business: Business, words: list[str]) -> _Question:
    match = " & ".join([f"b{business.pk}", *(f"'{word}':*" for word in words)])
    sql = f"SELECT id FROM records_inboxmessage WHERE {_VECTOR} @@ to_tsquery('simple'::regconfig, %s)"
    return _Question(f"{sql} AND business_id = %s", (match, business.pk), "id")


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())


def _run(base: BaseDatabaseWrapper, commands: tuple[str, ...]) -> None:
    with base.cursor() as cursor:
        for command in commands:
            cursor.execute(command)
