"""The demo's files moved in time: yesterday is their last day, and nothing else changes."""

from datetime import date, timedelta

import pytest

from kaye.imports.kinds import columns_of, importers
from kaye.imports.outcomes import Context, InvoiceRow, SaleRow
from kaye.imports.samples import sample, shift_sample
from kaye.imports.table import read_table

TODAY = date(2027, 3, 2)
FILES = (("cahier-moussa.csv", "sales", "XAF", "CM"), ("factures-climantilles.csv", "invoices", "EUR", "GP"))


def rows(data: bytes, kind: str, context: Context) -> list[SaleRow | InvoiceRow]:
    table = read_table(data, "f.csv")
    found = importers()[kind].read(table, columns_of(table, kind), context)
    return [row for row in found if isinstance(row, SaleRow | InvoiceRow)]


def days(row: SaleRow | InvoiceRow) -> tuple[date | None, ...]:
    if isinstance(row, SaleRow):
        return row.date, row.payment_due, row.delivery
    return row.issued_on, row.due_on


@pytest.mark.parametrize(("name", "kind", "currency", "country"), FILES)
def test_the_last_line_is_of_yesterday_and_every_date_moves_as_much(
    name: str, kind: str, currency: str, country: str
) -> None:
    context = Context(country, currency, TODAY)
    before = rows(sample(name), kind, context)
    after = rows(shift_sample(sample(name), kind, TODAY), kind, context)
    assert max(days(row)[0] or TODAY for row in after) == TODAY - timedelta(days=1)
    moves = {
        b - a
        for old, new in zip(before, after, strict=True)
        for a, b in zip(days(old), days(new), strict=True)
        if a is not None and b is not None
    }
    assert len(moves) == 1
    assert [old.customer for old in before] == [new.customer for new in after]


@pytest.mark.parametrize(("name", "kind", "currency", "country"), FILES)
def test_spelling_stays(name: str, kind: str, currency: str, country: str) -> None:
    data = sample(name)
    moved = shift_sample(data, kind, TODAY)
    assert moved[:3] == data[:3]
    assert moved.count(b"\r\n") == data.count(b"\r\n")
    assert len(moved) == len(data)  # every date keeps its length, so its spelling


def test_moved_to_its_own_day_a_file_is_itself() -> None:
    data = sample("cahier-moussa.csv")
    moved = shift_sample(data, "sales", TODAY)
    assert shift_sample(moved, "sales", TODAY) == moved
    assert moved != data


def test_a_stock_has_no_dates() -> None:
    data = sample("stock-moussa.csv")
    assert shift_sample(data, "stock", TODAY) == data
