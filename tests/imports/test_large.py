"""100 000 lines: read as they come; what stays in memory is one short key per line, to find doubles."""

import tracemalloc
from itertools import islice

from kaye.imports.kinds import columns_of, importers
from kaye.imports.outcomes import SaleRow
from kaye.imports.table import read_table
from tests.imports.files import DOUALA

_HEAD = "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Note\r\n"
_MEGABYTE = 1024 * 1024


def test_a_hundred_thousand_lines() -> None:
    data = _notebook(100_000)
    assert len(data) > 9 * _MEGABYTE
    tracemalloc.start()
    table = read_table(data, "grand.csv")
    columns = columns_of(table, "sales")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (table.line_count, columns.missing) == (100_001, ())
    assert peak < 2 * _MEGABYTE
    rows = importers()["sales"].read(table, columns, DOUALA)
    sales = (one for one in rows if isinstance(one, SaleRow))
    assert sum(1 for _ in islice(sales, 20_000)) == 20_000


def test_memory_grows_by_one_key_a_line() -> None:
    table = read_table(_notebook(10_000), "grand.csv")
    columns = columns_of(table, "sales")
    tracemalloc.start()
    taken = sum(isinstance(one, SaleRow) for one in importers()["sales"].read(table, columns, DOUALA))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken == 10_000
    # 250 bytes a line, and a memory of the last 8 192 phone numbers that does not grow further.
    assert peak < 10_000 * 250 + 6 * _MEGABYTE


def _notebook(lines: int) -> bytes:
    return (_HEAD + "".join(_line(number) for number in range(lines))).encode()


def _line(number: int) -> str:
    phone, received = f"6771{number % 100000:05}", number % 18000
    return f"04/05/2026;Mr Paul {number};{phone};Sac de riz;1;18 500;{received};{'note ' * 8}\r\n"
