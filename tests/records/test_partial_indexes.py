"""SQLite takes a partial index only for the very words of its condition: what must not grow with the history."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kaye.actions.lease import rescue
from kaye.actions.open_business import open_business
from kaye.actions.today import today
from kaye.records.models import Business, OutgoingMessage
from kaye.records.queries.outgoing import to_look_at, to_send

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 14, tzinfo=UTC)


@pytest.fixture
def business() -> Business:
    return open_business(name="Moussa", country="CM", now=NOW, email="moussa@kaye.example")


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda business: to_send(business), "message_asking"),
        (lambda business: to_look_at(business), "message_asking"),
        (lambda business: rescue(NOW), "message_leased"),
        (lambda business: today(business, NOW), "instalment_planned"),
    ],
    ids=["to_send", "to_look_at", "rescue", "late plans"],
)
def test_the_index_is_taken(business: Business, ask: object, index: str) -> None:
    with scope(business=business), CaptureQueriesContext(connection) as seen:
        ask(business)  # type: ignore[operator]
    if connection.vendor != "sqlite":  # the other one compares values, and reads a small table whole
        return
    plans = []
    with connection.cursor() as cursor:
        for query in seen.captured_queries:
            if query["sql"].startswith(("SELECT", "UPDATE")):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                plans += [row[3] for row in cursor.fetchall()]
    assert any(f"USING INDEX {index} " in plan for plan in plans), plans


def test_among_writes_the_words_and_only_ours(business: Business) -> None:
    def rows(*words: str) -> QuerySet[OutgoingMessage]:
        return OutgoingMessage.objects.filter(business=business, state__among=words)

    with scope(business=business):
        assert "IN ('leased', 'handing')" in str(rows("leased", "handing").query)
        with pytest.raises(ValueError, match="not words"):
            list(rows("x' OR '1'='1"))
