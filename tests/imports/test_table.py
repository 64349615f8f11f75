from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.imports import rows as limits
from kaye.imports.table import Row, TableError, read_table
from tests.imports.files import csv_bytes, table_of, xlsx_bytes

LINES = [
    ["Client", "Montant", "Note"],
    ["Mme Éyango", "1 234,56 €", "dû lundi, à 17 h"],
    ["Œdip", "25.000", "deux\nlignes"],
    ["Ti-Pain", "7 500", 'dit "le grand" ; pas là'],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_spelling_of_csv_gives_the_same_cells(separator: str, encoding: str, end: str) -> None:
    table = read_table(csv_bytes(LINES, separator, encoding, end), "x.csv")
    assert (table.format, table.separator, table.line_count) == ("csv", separator, 4)
    assert [list(row.cells) for row in table.rows()] == LINES
    assert list(table.rows()) == list(table.rows())


def test_old_macintosh_line_ends() -> None:
    rows = list(read_table(b"Client;Prix\rPaul;5\r", "x.csv").rows())
    assert [row.cells for row in rows] == [("Client", "Prix"), ("Paul", "5")]


def test_lines_are_numbered_as_a_spreadsheet_shows_them() -> None:
    data = b'Titre\r\n\r\nClient;Note\r\nPaul;"trois\r\nlignes\r\nici"\r\n;\r\nRose;\r\n'
    assert [(row.line, row.is_blank) for row in read_table(data, "x").rows()] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
        (5, True),
        (6, False),
    ]


def test_the_hint_of_excel_chooses_and_is_not_counted() -> None:
    rows = list(read_table(b"sep=,\r\nClient,Note\r\nPaul,a;b;c\r\n", "x").rows())
    assert rows == [Row(1, ("Client", "Note")), Row(2, ("Paul", "a;b;c"))]


def test_decimal_commas_are_no_separators() -> None:
    table = table_of(["Client", "Montant"], *[["Paul", f"{n},50"] for n in range(20)])
    assert (table.separator, list(table.rows())[1].cells) == (";", ("Paul", "0,50"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b" \r\n \r\n", "vide"),
        (b";;;\r\n;;\r\n", "aucune ligne remplie"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0", "photo"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien (.xls)"),
        (b"abc\0\0def", "pas un tableau lisible"),
        (b"PK\x03\x04 nothing", "abîmé"),
        (b'Client;Note\r\nPaul;"jamais ferm\xc3\xa9\r\nRose;x\r\n', "À partir de la ligne 2, un guillemet"),
        (b'Client;Note\r\nPaul;"' + b"x" * 140_000, "À partir de la ligne 2, un guillemet"),
        (b";" * 300 + b"x", "plus de 256 colonnes"),
    ],
)
def test_files_refused_in_french(data: bytes, said: str) -> None:
    with pytest.raises(TableError, match=said.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")):
        read_table(data, "x")


def test_too_heavy_or_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableError, match="25 Mo"):
        read_table(b"a;b\n" * (limits.MAX_BYTES // 4 + 1), "x")
    with pytest.raises(TableError, match="200 000 lignes"):
        read_table(b"a;b\n" * (limits.MAX_LINES + 1), "x")


def test_a_workbook_gives_dates_numbers_and_bare_phones() -> None:
    line = [date(2026, 5, 3), datetime(2026, 5, 3, 10, 30), 690123456, 1234.56, 0.1 + 0.2, True, "x", None]
    row = next(read_table(xlsx_bytes([line]), "x.xlsx").rows())
    assert row.cells == (
        date(2026, 5, 3),
        date(2026, 5, 3),
        690123456,
        Decimal("1234.56"),
        Decimal("0.3"),
        "oui",
        "x",
    )
    assert row.raw == ("03/05/2026", "03/05/2026", "690123456", "1234,56", "0,3", "oui", "x")


def test_the_first_sheet_that_holds_something() -> None:
    table = read_table(xlsx_bytes([], [["Client"], ["Paul"]], [["autre"]]), "x.xlsx")
    assert (table.sheet, table.line_count) == ("Feuille 2", 2)


def test_rows_of_a_workbook_keep_their_numbers() -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = "Client"
    book.active["B6"] = "Paul"
    out = BytesIO()
    book.save(out)
    filled = [row for row in read_table(out.getvalue(), "x").rows() if not row.is_blank]
    assert filled == [Row(3, ("", "Client")), Row(6, ("", "Paul"))]


def _tampered(replacements: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(xlsx_bytes([["a", 1]]))) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replacements.get(name, source.read(name)))
    return out.getvalue()


def test_a_cell_at_the_end_of_the_world_is_refused() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    with pytest.raises(TableError, match="trop grand"):
        read_table(_tampered({"xl/worksheets/sheet1.xml": sheet}), "x.xlsx")


def test_a_zip_bomb_is_refused() -> None:
    data = _tampered({"xl/media/blank.bin": b""})
    out = BytesIO(data)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"xl/media/{number}.bin", bytes(20 * 1024 * 1024))
        archive.writestr("xl/media/last.bin", bytes(150 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(TableError, match="trop grand"):
        read_table(out.getvalue(), "x.xlsx")


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_refused(name: str) -> None:
    with pytest.raises(TableError, match="abîmé|vide"):
        read_table(_tampered({name: b"<not xml"}), "x.xlsx")


def test_another_archive_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(TableError, match="pas un classeur Excel"):
        read_table(out.getvalue(), "x.ods")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = read_table(data, "x")
    except TableError as refused:
        assert str(refused).endswith(".")
    else:
        assert sum(1 for _ in table.rows()) == table.line_count > 0


@given(st.data())
def test_any_damage_to_a_workbook_is_refused_or_harmless(data: st.DataObject) -> None:
    damaged = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(4, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        lines = read_table(bytes(damaged), "x").line_count
    except TableError as refused:
        assert str(refused).endswith(".")
    else:
        assert lines == len(LINES)


WORKBOOK = xlsx_bytes(LINES)
