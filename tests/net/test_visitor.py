"""Whose browser it is: a proxy of ours is believed, nobody else."""

import pytest

from kaye.net.visitor import visitor_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # who is no proxy may write what it likes
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("::1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first was written by the visitor
        ("127.0.0.1", "198.51.100.7, 127.0.0.1,", "198.51.100.7"),
        ("127.0.0.1", "x" * 100, "x" * 45),
    ],
)
def test_the_last_that_is_no_proxy(peer: str, forwarded: str, found: str) -> None:
    assert visitor_address(peer, forwarded) == found


def test_a_proxy_elsewhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.2")
    assert visitor_address("10.0.0.2", "198.51.100.7") == "198.51.100.7"
    assert visitor_address("127.0.0.1", "198.51.100.7") == "127.0.0.1"
