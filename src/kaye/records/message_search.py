"""Every message that holds some words, the latest first: FTS5 on SQLite, a GIN index on PostgreSQL.

Each message is indexed with a word of its business, so that one shop never waits for the messages of another.
"""

import re
import unicodedata

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from kaye.records.models import Business

_LONGEST = 20_000  # characters of a message that are searched
_WORDS = 8  # of a question
_LATEST = 10_000  # messages in which a common word is looked for first
_NEVER = 2**62  # no id is larger
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
    read = _in_sqlite if connection.vendor == "sqlite" else _in_postgres
    with connection.cursor() as cursor:
        return read(cursor, business.pk, words, most, before)


def make_index(base: BaseDatabaseWrapper) -> None:
    """Once, by the migration, and by tests whose tables come straight from the models."""
    _run(base, _SQLITE if base.vendor == "sqlite" else _POSTGRES)


def drop_index(base: BaseDatabaseWrapper) -> None:
    _run(base, _SQLITE_GONE if base.vendor == "sqlite" else _POSTGRES_GONE)


def _in_sqlite(
    cursor: CursorWrapper, business: int, words: list[str], most: int, before: int | None
) -> list[int]:
    """Walked from the last row back, as far as needed. Words hold letters and digits only, and are quoted."""
    match = " AND ".join([f'owner : "b{business}"', *(f'words : "{word}"*' for word in words)])
    cursor.execute(
        "SELECT rowid FROM records_message_index WHERE records_message_index MATCH %s AND rowid < %s"
        " ORDER BY rowid DESC LIMIT %s",
        (match, before or _NEVER, most),
    )
    return [row[0] for row in cursor.fetchall()]


def _in_postgres(
    cursor: CursorWrapper, business: int, words: list[str], most: int, before: int | None
) -> list[int]:
    """GIN knows no order: what is said every day is found among the latest, without it; the rest is rare, and few."""
    holds = " AND ".join(["' ' || search LIKE %s"] * len(words))
    cursor.execute(
        "SELECT id FROM (SELECT id, search FROM records_inboxmessage WHERE business_id = %s AND id < %s"
        f" ORDER BY id DESC LIMIT %s) latest WHERE {holds} ORDER BY id DESC LIMIT %s",
        (business, before or _NEVER, _LATEST, *(f"% {word}%" for word in words), most),
    )
    found = [row[0] for row in cursor.fetchall()]
    if len(found) == most:
        return found
    match = " & ".join([f"b{business}", *(f"'{word}':*" for word in words)])
    cursor.execute(
        "WITH found AS MATERIALIZED (SELECT id FROM records_inboxmessage"
        f" WHERE {_VECTOR} @@ to_tsquery('simple'::regconfig, %s) AND business_id = %s AND id < %s)"
        " SELECT id FROM found ORDER BY id DESC LIMIT %s",
        (match, business, before or _NEVER, most),
    )
    return [row[0] for row in cursor.fetchall()]


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())


def _run(base: BaseDatabaseWrapper, commands: tuple[str, ...]) -> None:
    with base.cursor() as cursor:
        for command in commands:
            cursor.execute(command)
