"""Signatures: right ones pass, any change does not, old stamps do not."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.net.signatures import (
    hmac_sha256,
    is_base64_hmac,
    is_hex_hmac,
    same_text,
    stamp,
    stamped,
)

_NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)


def test_the_published_example() -> None:
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hmac_sha256("Jefe", b"what do ya want for nothing?").hex() == expected
    assert is_hex_hmac(expected, "Jefe", b"what do ya want for nothing?")
    assert is_hex_hmac(expected.upper(), "Jefe", b"what do ya want for nothing?")


@given(secret=st.text(min_size=1), content=st.binary(), place=st.integers(0, 255), at=st.integers(0, 31))
def test_any_other_byte_is_refused(secret: str, content: bytes, place: int, at: int) -> None:
    secret = secret.encode(errors="ignore").decode() or "s"
    right = hmac_sha256(secret, content)
    assert is_hex_hmac(right.hex(), secret, content)
    assert is_base64_hmac(base64.b64encode(right).decode(), secret, content)
    wrong = right[:at] + bytes([place]) + right[at + 1 :]
    assert is_hex_hmac(wrong.hex(), secret, content) is (wrong == right)
    assert not is_hex_hmac(right.hex(), secret, content + b" ")
    assert not is_hex_hmac(right.hex(), f"{secret}x", content)
    assert not is_hex_hmac(right[:at].hex(), secret, content)


@pytest.mark.parametrize("given_", ["", "zz", "é", "00", "None", " "])
def test_what_is_not_a_signature_is_refused(given_: str) -> None:
    assert not is_hex_hmac(given_, "s", b"x")
    assert not is_base64_hmac(given_, "s", b"x")


def test_an_empty_secret_accepts_nothing() -> None:
    assert not is_hex_hmac(hmac_sha256("", b"x").hex(), "", b"x")
    assert not is_base64_hmac(base64.b64encode(hmac_sha256("", b"x")).decode(), "", b"x")
    assert not same_text("", "")
    assert same_text("é", "é")
    assert not same_text("é", "e")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "good"), (300, "good"), (301, "old"), (-300, "good"), (-301, "old"), (90_000, "old")],
)
def test_a_stamp_lives_five_minutes(seconds: int, expected: str) -> None:
    header = stamp("whsec", b"{}", _NOW)
    assert stamped(header, "whsec", b"{}", _NOW + timedelta(seconds=seconds)) == expected


def test_stamps_forged_or_broken() -> None:
    good = stamp("whsec", b"{}", _NOW)
    second = stamp("new", b"{}", _NOW).partition(",")[2]
    assert stamped(f"{good},{second}", "new", b"{}", _NOW) == "good"
    assert stamped(good, "other", b"{}", _NOW) == "wrong"
    assert stamped(good, "whsec", b"{ }", _NOW) == "wrong"
    assert stamped(good, "", b"{}", _NOW) == "wrong"
    assert stamped(good.replace("v1=", "v0="), "whsec", b"{}", _NOW) == "wrong"
    assert stamped("", "whsec", b"{}", _NOW) == "absent"
    later = f"t={int(_NOW.timestamp()) + 9},{good.partition(',')[2]}"
    assert stamped(later, "whsec", b"{}", _NOW) == "wrong"
    for broken in (
        "t=,v1=",
        "t=x,v1=00",
        "v1=00",
        "t=1",
        "t=1,t=2,v1=00",
        "t=-5,v1=00",
        "=",
        ",",
        "t=٣,v1=00",
    ):
        assert stamped(broken, "whsec", b"{}", _NOW) == "wrong", broken
