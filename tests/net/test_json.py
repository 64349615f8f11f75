"""Other people's JSON: amounts exact, nothing surprising comes out."""

import pytest

from kaye.net.json import Record, major, read_json, write_json
from kaye.rules.ports.http import Unreadable


@pytest.mark.parametrize(
    ("written", "exponent", "minor"),
    [
        (b'{"a": 25000}', 0, 25_000),
        (b'{"a": "25000"}', 0, 25_000),
        (b'{"a": 25000.0}', 0, 25_000),
        (b'{"a": 12.5}', 2, 1_250),
        (b'{"a": "12.34"}', 2, 1_234),
        (b'{"a": 0.29}', 2, 29),
        (b'{"a": 1e3}', 0, 1_000),
        (b'{"a": null}', 0, None),
        (b'{"a": true}', 0, None),
        (b'{"a": {}}', 0, None),
        (b"{}", 0, None),
    ],
)
def test_amounts_in_minor_units(written: bytes, exponent: int, minor: int | None) -> None:
    assert read_json(written).minor(exponent, "a") == minor


@pytest.mark.parametrize(
    "written", ["12.345", "1e999999", "NaN", "Infinity", "douze", "1 000", "9" * 19, "0.1"]
)
def test_what_is_not_an_amount(written: str) -> None:
    with pytest.raises(Unreadable):
        Record({"a": written}).minor(0 if written == "0.1" else 2, "a")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b'"x"', b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_not_an_object(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(body)


def test_reading_by_path() -> None:
    record = read_json('{"a": {"b": " é "}, "n": "x\\u0000\\ud800", "f": true, "l": [1]}'.encode())
    assert record.text("a", "b") == "é"
    assert record.text("n") == "x?"
    assert (record.text("f"), record.flag("f"), record.flag("a")) == ("", True, False)
    assert record.inside("l").values == {}
    assert record.inside("zz", "y").text("x") == ""
    with pytest.raises(Unreadable):
        record.needed("a", "c")


def test_writing() -> None:
    assert write_json({"é": 1}) == '{"é":1}'.encode()
    assert (major(25_000, 0), major(1_205, 2), major(5, 2)) == ("25000", "12.05", "0.05")
