"""The throw-away cluster really runs, as another user than root, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest

from tests.tools.postgres import drop_database, find_binaries, new_database, throwaway_cluster


@pytest.mark.skipif(find_binaries() is None, reason="no PostgreSQL on this machine")
def test_a_cluster_answers_makes_databases_and_leaves_nothing() -> None:
    with throwaway_cluster() as url:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT current_user, current_setting('data_directory')").fetchone()
        assert row is not None
        user, data = row
        assert user == "kaye"

        other = new_database(url, "another")
        with psycopg.connect(other) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("another",)
        drop_database(url, "another")
        with pytest.raises(psycopg.OperationalError, match="another"):
            psycopg.connect(other)

    assert not Path(data).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
