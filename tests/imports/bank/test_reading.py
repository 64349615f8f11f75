"""Statements as banks write them, and everything else: a French sentence, never a crash (M44)."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaye.imports.bank.ofx import amount_of
from kaye.imports.bank.reading import read_statement
from kaye.imports.bank.statement import MAX_BYTES, Statement, StatementError

HERE = Path(__file__).parent
SAMPLES = sorted(path.name for path in HERE.iterdir() if path.suffix in (".csv", ".ofx", ".xml"))


def read(name: str, currency: str = "EUR") -> Statement:
    return read_statement((HERE / name).read_bytes(), name, currency)


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "afriland.csv"])
def test_every_format_gives_the_same_money(name: str) -> None:
    found = read(name)
    amounts = sorted(line.amount for line in found.lines)
    assert amounts == [-11_230, -990, 12_000, 34_050, 50_000, 99_999, 108_500]
    first = next(line for line in found.lines if line.amount == 108_500)
    assert first.on == date(2026, 5, 18)
    assert "KARUKERA" in f"{first.label} {first.name}".upper()
    assert found.refused == ()


def test_what_the_file_tells_of_its_account_and_of_each_line() -> None:
    assert read("camt.xml").account == "FR7630001007941234567890185"
    assert read("releve.ofx").account == "1234567890"
    assert [line.bank_id for line in read("releve.ofx").lines][:2] == ["A1", "A2"]
    assert [line.name for line in read("camt.xml").lines if line.amount == 34_050] == ["BELLANCE Jeanne"]
    assert [line.bank_id for line in read("camt.xml").lines if line.amount == 50_000] == ["B3/2"]
    assert "PÉYI" in next(line.label for line in read("releve.ofx").lines if line.amount == 50_000)


def test_a_day_that_does_not_exist_is_refused_alone() -> None:
    found = read("afriland.csv", "XAF")
    assert [line.amount for line in found.lines] == [25_000, 7_500, -1_190, 1_500_000]
    assert [(each.number, "32/05/2026" in each.reason) for each in found.refused] == [(8, True)]


@pytest.mark.parametrize("name", ["releve.ofx", "releve2.ofx"])
def test_a_statement_in_another_money_is_refused(name: str) -> None:
    with pytest.raises(StatementError, match="EUR"):
        read(name, "XAF")
    assert len(read("camt.xml", "XAF").refused) == 6


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("+45,10", "EUR", 4_510),
        ("-45.1", "EUR", -4_510),
        ("1 085,00", "EUR", 108_500),
        ("1085.0000", "EUR", 108_500),
        ("25.000", "XAF", 25_000),
        ("1.500.000", "XOF", 1_500_000),
        ("1500.00", "XAF", 1_500),
        ("1500,0", "XOF", 1_500),
        ("25 000 F", "XAF", 25_000),
    ],
)
def test_amounts_of_machines(text: str, code: str, minor: int) -> None:
    assert amount_of(text, code) == minor


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12.345,678", "--4"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="montant|«"):
        amount_of(text, "EUR")


def test_too_large_is_said() -> None:
    with pytest.raises(StatementError, match="10 Mo"):
        read_statement(b"x" * (MAX_BYTES + 1), "x", "EUR")


@example(data=b"<OFX><STMTTRN><DTPOSTED>20261399<TRNAMT>9</STMTTRN>")
@example(data=b'<?xml version="1.0"?><camt.053>\x00</camt.053>')
@example(data=b"\xff\xfe<\x00?\x00")
@example(data=b"Date;Libelle;Montant\n1/1/26;a;9999999999999999999\n")
@given(data=st.binary(max_size=300))
def test_anything_is_read_or_refused_in_french(data: bytes) -> None:
    _read_or_refuse(data)


@given(name=st.sampled_from(SAMPLES), at=st.integers(0, 3000), junk=st.binary(max_size=12))
def test_a_damaged_statement_is_read_or_refused(name: str, at: int, junk: bytes) -> None:
    whole = (HERE / name).read_bytes()
    _read_or_refuse(whole[:at] + junk + whole[at + len(junk) :])


def _read_or_refuse(data: bytes) -> None:
    for currency in ("EUR", "XAF"):
        try:
            found = read_statement(data, "x", currency)
        except StatementError as fault:
            assert str(fault).endswith((".", ").", "?"))
        else:
            assert all(isinstance(line.amount, int) and line.on.year >= 1 for line in found.lines)
            assert all(each.reason for each in found.refused)
