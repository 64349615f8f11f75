"""What the database knows of its own tables: without it, SQLite reads a whole business where one index would do."""

from django.db import connection

_SAMPLE = 1_000  # entries of each index looked at


def refresh_statistics() -> None:
    """After many rows were written, before they are read back in pieces. A fraction of a second; may run inside
    a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
        cursor.execute("ANALYZE")
