"""The outbound client against a real server: what it sends, what it refuses, how it fails."""

import socket

import pytest

from kaye.net.addresses import may_call
from kaye.net.http import Client
from kaye.rules.ports.http import Forbidden, Refused, Request, TooLarge, Trouble, Unreachable
from tests.net.server import Asked, Said, serving

_LOCAL = Client(timeout=2.0, deadline=3.0, most=10_000, allow_loopback=True)


def test_a_call_goes_out_as_written_and_comes_back_whole() -> None:
    with serving(lambda asked: Said(201, b'{"a": 1}', {"X-One": "1"})) as server:
        said = _LOCAL.call(
            Request("POST", f"{server.url}/v1/x?y=é", {"Authorization": "Bearer k"}, b"\x00\xff corps")
        )
    assert (said.status, said.body, said.headers["x-one"]) == (201, b'{"a": 1}', "1")
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/v1/x?y=%C3%A9", b"\x00\xff corps")
    assert asked.headers["host"] == server.url.removeprefix("http://")
    assert asked.headers["authorization"] == "Bearer k"
    assert asked.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("status", "permanent"), [(301, True), (400, True), (403, True), (404, True), (408, False), (429, False)]
)
def test_a_refusal_says_whether_it_is_final(status: int, permanent: bool) -> None:
    with serving(lambda asked: Said(status, b"non", {"location": "http://127.0.0.1/"})) as server:
        with pytest.raises(Refused) as refused:
            _LOCAL.call(Request("GET", server.url))
        assert _LOCAL.call(Request("GET", server.url, expected=frozenset({status}))).status == status
    assert (refused.value.status, refused.value.permanent, refused.value.body) == (status, permanent, b"non")
    assert len(server.asked) == 2  # a redirect is not followed


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_server_is_worth_another_try(status: int) -> None:
    with serving(lambda asked: Said(status)) as server, pytest.raises(Refused) as refused:
        _LOCAL.call(Request("GET", server.url))
    assert not refused.value.permanent


def test_silence_is_bounded() -> None:
    with serving(lambda asked: Said(wait=5)) as server, pytest.raises(Unreachable) as lost:
        _LOCAL.call(Request("POST", server.url, body=b"x"))
    assert lost.value.handed and not lost.value.permanent


def test_a_cut_answer_is_not_an_answer() -> None:
    with (
        serving(lambda asked: Said(body=b"x" * 900, cut=10)) as server,
        pytest.raises(Unreachable) as lost,
    ):
        _LOCAL.call(Request("GET", server.url))
    assert lost.value.handed


def test_nobody_listening_means_nothing_was_handed_over() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable) as lost:
            _LOCAL.call(Request("GET", f"http://127.0.0.1:{free.getsockname()[1]}/"))
    assert not lost.value.handed


def test_a_long_answer_is_not_read_to_its_end() -> None:
    with serving(lambda asked: Said(body=b"x" * 10_001)) as server, pytest.raises(TooLarge) as long:
        _LOCAL.call(Request("GET", server.url))
    assert long.value.permanent
    with serving(lambda asked: Said(body=b"x" * 10_000)) as server:
        assert len(_LOCAL.call(Request("GET", server.url)).body) == 10_000


def test_a_compressed_answer_is_not_opened() -> None:
    headers = {"content-encoding": "gzip"}
    with serving(lambda asked: Said(headers=headers)) as server, pytest.raises(TooLarge):
        _LOCAL.call(Request("GET", server.url))


def _spellings(port: int) -> tuple[str, ...]:
    hosts = (
        *("127.0.0.1", "localhost", "localhost.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1"),
        *("0177.0.0.1", "017700000001", "0", "0.0.0.0", "127.0.0.2", "127.255.255.254", "[::1]", "[::]"),
        *(
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
        ),
        *("169.254.169.254", "10.0.0.1", "192.168.0.1", "172.16.0.1", "100.64.0.1", "[fe80::1]", "[fc00::1]"),
        *("224.0.0.1", "255.255.255.255", "１２７.0.0.1"),
    )
    return (
        *tuple(f"https://{host}:{port}/" for host in hosts),
        f"http://127.0.0.1:{port}/",
        f"https://example.com@127.0.0.1:{port}/",
        f"https://127.0.0.1:{port}\\@example.com/",
        f"ftp://127.0.0.1:{port}/",
        f"file://127.0.0.1:{port}/etc/passwd",
        "https://",
        "https:///x",
        "//127.0.0.1/",
        "",
    )


def test_no_spelling_leads_to_this_machine_or_its_network() -> None:
    with serving(lambda asked: Said()) as server:
        port = int(server.url.rpartition(":")[2])
        for written in _spellings(port):
            with pytest.raises(Trouble) as refused:
                Client(timeout=0.3).call(Request("GET", written))
            assert isinstance(refused.value, Forbidden | Unreachable), written
    assert server.asked == []


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, **kwargs: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("10.0.0.8", port))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(Forbidden):
        Client().call(Request("GET", "https://double.example/"))


def test_the_name_is_asked_once_and_the_checked_address_is_the_one_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def changing(host: str, port: int, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        if host != "boutique.example":
            return real(host, port, *args, **kwargs)  # type: ignore[arg-type,return-value]
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "169.254.169.254", port))]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with serving(lambda each: Said(body=each.headers["host"].encode())) as server:
        port = server.url.rpartition(":")[2]
        said = _LOCAL.call(Request("GET", f"http://boutique.example:{port}/"))
    assert said.body == f"boutique.example:{port}".encode()
    assert asked == ["boutique.example"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::a9fe:a9fe", False),
        ("::ffff:10.0.0.1", False),
        ("2002:a00:1::", False),
        ("2001:0:a9fe:a9fe::", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("fe80::1%eth0", False),
        ("pas une adresse", False),
    ],
)
def test_public_addresses_only(address: str, allowed: bool) -> None:
    assert may_call(address) is allowed


def test_a_route_stands_for_its_origin_only() -> None:
    def said(asked: Asked) -> Said:
        return Said(body=asked.path.encode())

    with serving(said) as server:
        client = Client(timeout=3.0, allow_loopback=True, routes={"https://api.example": server.url})
        assert client.call(Request("GET", "https://api.example/v1/x")).body == b"/v1/x"
        with pytest.raises(Unreachable):
            client.call(Request("GET", "https://api.example.invalid/v1/x"))
