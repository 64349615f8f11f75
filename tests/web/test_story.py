"""The history of a customer: each thing on the day it happened, whenever it was written down."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

from kaye import actions
from kaye.records.queries.history import _SILENT, Happened
from kaye.web.customers.story import _EVENTS, lived, told_by_day

ZONE = "Africa/Douala"
WRITTEN = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)


def test_what_was_imported_keeps_its_own_day() -> None:
    payment = lived(Happened(WRITTEN, "payment", 1, "cash", on=date(2026, 10, 22), amount=32_500), ZONE)
    assert (payment.day, payment.has_hour) == (date(2026, 10, 22), False)
    detail = {"kind": "credit", "sold_on": "2026-10-29", "total": 65_000}
    sale = lived(Happened(WRITTEN, "event", 2, "sale_recorded", detail=detail), ZONE)
    assert (sale.day, sale.has_hour) == (date(2026, 10, 29), False)


def test_what_was_noted_at_once_keeps_its_hour() -> None:
    payment = lived(Happened(WRITTEN, "payment", 1, "cash", on=date(2026, 11, 23), amount=5_000), ZONE)
    assert (payment.day, payment.has_hour, payment.at.hour) == (date(2026, 11, 23), True, 8)


def test_the_latest_day_comes_first() -> None:
    days = (date(2026, 10, 22), date(2026, 11, 2), date(2026, 10, 29))
    rows = [
        lived(Happened(WRITTEN, "payment", n, "cash", on=day, amount=1), ZONE) for n, day in enumerate(days)
    ]
    assert [row.day for row in told_by_day(rows)] == sorted(days, reverse=True)


def test_everything_that_happens_to_a_customer_is_said_in_french() -> None:
    """Each kind of event that an action writes about a customer has its words, or is told by something else."""
    written = set()
    for file in Path(actions.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "append":
                given = {each.arg: each.value for each in call.keywords}
                kind = given.get("kind")
                if "customer" in given and isinstance(kind, ast.Constant):
                    written.add(str(kind.value))
    assert sorted(written - set(_EVENTS) - set(_SILENT)) == []
