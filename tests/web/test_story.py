"""The history of a customer: each thing on the day it happened, whenever it was written down."""

from datetime import UTC, date, datetime

from kaye.records.queries.history import Happened
from kaye.web.customers.story import lived, told_by_day

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
