"""Whatever a file holds, reading it raises nothing but TableError, and every line has one outcome."""

from hypothesis import given
from hypothesis import strategies as st

from kaye.imports.columns import recognise
from kaye.imports.kinds import importers
from kaye.imports.table import TableError, read_table
from tests.imports.files import DOUALA, csv_bytes

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "payé",
            "31/02",
            "3/5",
            "-5",
            "=1",
            "1,5",
            "1e9",
            "total",
            "Paul",
            "65 000 F",
            "9" * 30,
            "²",
            "\0",
            "²5/3",
        ]
    ),
    st.integers().map(str),
)
HEADERS = st.lists(
    st.sampled_from(
        [word for importer in importers().values() for field in importer.FIELDS for word in field.synonyms]
    ),
    min_size=1,
    max_size=10,
)


@given(HEADERS, st.lists(st.lists(CELLS, max_size=10), max_size=6), st.sampled_from(sorted(importers())))
def test_any_cells_give_outcomes(header: list[str], lines: list[list[str]], kind: str) -> None:
    importer = importers()[kind]
    try:
        table = read_table(csv_bytes([header, *lines]), "x")
        found = list(importer.read(table, recognise(table, importer.FIELDS), DOUALA))
    except TableError as refused:
        assert str(refused).endswith(".")
    else:
        assert [one.line for one in found] == list(range(1, table.line_count + 1))
        assert all(getattr(one, "reason", "x") for one in found)


@given(st.binary(max_size=300))
def test_any_bytes_under_a_good_header(data: bytes) -> None:
    head = "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Reste;Livraison\n".encode()
    try:
        table = read_table(head + data, "x")
        found = list(importers()["sales"].read(table, recognise(table, importers()["sales"].FIELDS), DOUALA))
    except TableError as refused:
        assert str(refused).endswith(".")
    else:
        assert len(found) == table.line_count
