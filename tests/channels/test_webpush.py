"""Web push: the appendix of RFC 8291, a token that its public key confirms, and each answer of a push service."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from kaye.channels.registry import channel
from kaye.channels.webpush.channel import payload
from kaye.channels.webpush.encrypt import MOST, decrypt, encrypt
from kaye.channels.webpush.vapid import authorization
from kaye.net.http import Client
from kaye.net.push import (
    encode_address,
    from_base64url,
    new_keys,
    private_key,
    public_bytes,
    public_key,
    read_address,
    to_base64url,
)
from kaye.rules.ports.channel import DeliveryError, NotSent, OutgoingText, Receipt, Refused, Unknown
from tests.net.server import Asked, Said, serving

_NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
_AUTH = b"0123456789abcdef"
_SERVICE = "https://push.example"
_KEYS = new_keys()
_CONFIG = {"private_key": _KEYS.private_key, "subject": "mailto:bonjour@kaye.example"}
_DEVICE = ec.generate_private_key(ec.SECP256R1())


def _address(endpoint: str = f"{_SERVICE}/appareil/1") -> str:
    return encode_address(endpoint, to_base64url(public_bytes(_DEVICE)), to_base64url(_AUTH))


def _text(**other: object) -> OutgoingText:
    text = OutgoingText(
        key="push:7",
        address=_address(),
        subject="Maman Jeanne",
        text="Un nouveau message",
        date=_NOW,
        reply_to="/boite/12/",
        answers="fil:12",
    )
    return replace(text, **other)  # type: ignore[arg-type]


class Service:
    """A push service: remembers what it was given, answers what it is told."""

    def __init__(self) -> None:
        self.says = Said(201, b"", {"location": f"{_SERVICE}/message/9"})

    def serve(self, asked: Asked) -> Said:
        return self.says


@pytest.fixture
def service() -> Iterator[tuple[Service, list[Asked], Client]]:
    theirs = Service()
    with serving(theirs.serve) as server:
        http = Client(timeout=5.0, allow_loopback=True, routes={_SERVICE: server.url})
        yield theirs, server.asked, http


def _send(http: Client, **other: object) -> Receipt:
    return channel("webpush").open_session(_CONFIG, lambda: http).send(_text(**other))


def test_the_appendix_of_rfc_8291() -> None:
    own = private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    device = private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    device_key = from_base64url(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    auth, salt = from_base64url("BTBZMqHH6r4Tts7J_aSIgg"), from_base64url("DGv6ra1nlYgDCS1FRnbzlw")
    body = encrypt(b"When I grow up, I want to be a watermelon", device_key, auth, own, salt)
    assert to_base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert decrypt(body, device, auth) == b"When I grow up, I want to be a watermelon"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=MOST))
def test_only_the_device_reads_it(plain: bytes) -> None:
    body = encrypt(plain, public_bytes(_DEVICE), _AUTH)
    assert decrypt(body, _DEVICE, _AUTH) == plain
    assert len(body) <= 4096
    for stranger, auth in ((ec.generate_private_key(ec.SECP256R1()), _AUTH), (_DEVICE, _AUTH[::-1])):
        with pytest.raises(ValueError):
            decrypt(body, stranger, auth)


def test_what_is_no_key_is_refused() -> None:
    for key, auth, plain in (
        (b"\x04" + b"\x01" * 64, _AUTH, b""),
        (public_bytes(_DEVICE), b"short", b""),
        (public_bytes(_DEVICE), _AUTH, b"x" * (MOST + 1)),
    ):
        with pytest.raises(ValueError):
            encrypt(plain, key, auth)
    for wrong in ("", "pas une clé", "AAAA", "!!!!"):
        with pytest.raises(ValueError):
            private_key(wrong)
    assert public_key(_KEYS.private_key) == _KEYS.public_key
    assert len(from_base64url(_KEYS.public_key)) == 65


def test_the_token_says_who_pushes_and_to_whom() -> None:
    header = authorization(
        private_key(_KEYS.private_key), "mailto:a@b.fr", "https://push.example:8443/x?y=1", _NOW
    )
    fields = dict(part.split("=", 1) for part in header.removeprefix("vapid ").split(", "))
    head, claims, signed = fields["t"].split(".")
    assert json.loads(from_base64url(head)) == {"typ": "JWT", "alg": "ES256"}
    told = json.loads(from_base64url(claims))
    assert (told["aud"], told["sub"]) == ("https://push.example:8443", "mailto:a@b.fr")
    assert timedelta(0) < datetime.fromtimestamp(told["exp"], UTC) - _NOW < timedelta(hours=24)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(fields["k"]))
    raw = from_base64url(signed)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(der, f"{head}.{claims}x".encode(), ec.ECDSA(SHA256()))


def test_a_notification_arrives_and_only_the_device_can_read_it(
    service: tuple[Service, list[Asked], Client],
) -> None:
    _, asked, http = service
    receipt = _send(http)
    assert receipt.provider_ref == f"{_SERVICE}/message/9"
    (got,) = asked
    assert (got.method, got.path) == ("POST", "/appareil/1")
    assert (got.headers["content-encoding"], got.headers["ttl"]) == ("aes128gcm", "86400")
    assert len(got.headers["topic"]) <= 32 and got.headers["authorization"].startswith("vapid t=")
    assert b"Maman" not in got.body
    assert json.loads(decrypt(got.body, _DEVICE, _AUTH)) == {
        "title": "Maman Jeanne",
        "body": "Un nouveau message",
        "url": "/boite/12/",
        "tag": "fil:12",
    }
    _send(http, answers="")
    assert json.loads(decrypt(asked[1].body, _DEVICE, _AUTH))["tag"] == "push:7"
    assert asked[1].headers["topic"] != got.headers["topic"]


@pytest.mark.parametrize(
    ("status", "headers", "about", "permanent", "wait"),
    [
        (404, {}, "address", True, None),
        (410, {}, "address", True, None),
        (403, {}, "address", True, None),
        (401, {}, "account", True, None),
        (413, {}, "text", True, None),
        (400, {}, "text", True, None),
        (429, {"retry-after": "120"}, "rate", False, timedelta(minutes=2)),
        (429, {"retry-after": "Fri, 22 May 2026 10:00:00 GMT"}, "rate", False, None),
    ],
)
def test_what_a_push_service_refuses(
    service: tuple[Service, list[Asked], Client],
    status: int,
    headers: dict[str, str],
    about: str,
    permanent: bool,
    wait: timedelta | None,
) -> None:
    theirs, _, http = service
    theirs.says = Said(status, b"nope", headers)
    with pytest.raises(Refused) as told:
        _send(http)
    assert (told.value.about, told.value.permanent, told.value.wait) == (about, permanent, wait)


def test_no_answer_and_nobody_there(service: tuple[Service, list[Asked], Client]) -> None:
    theirs, _, http = service
    theirs.says = Said(500)
    with pytest.raises(Unknown):
        _send(http)
    theirs.says = Said(wait=1.0)
    with pytest.raises(Unknown):
        _send(Client(timeout=0.2, allow_loopback=True, routes=http.routes))
    theirs.says = Said(503)
    with pytest.raises(NotSent):
        _send(http)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "[::1]", "localhost"])
def test_a_private_address_is_no_device(host: str) -> None:
    with pytest.raises(Refused) as told:
        _send(Client(timeout=1), address=_address(f"https://{host}/push"))
    assert (told.value.about, told.value.permanent) == ("address", True)


def test_addresses_of_devices() -> None:
    device = read_address(_address())
    assert (device.endpoint, device.auth) == (f"{_SERVICE}/appareil/1", _AUTH)
    key, auth = to_base64url(public_bytes(_DEVICE)), to_base64url(_AUTH)
    for endpoint, given_key, given_auth in (
        ("http://push.example/1", key, auth),
        ("", key, auth),
        (f"{_SERVICE}/1", key[:-4], auth),
        (f"{_SERVICE}/1", to_base64url(b"\x04" + b"\x01" * 64), auth),
        (f"{_SERVICE}/1", key, "AAAA"),
        (f"{_SERVICE}/1", "é", auth),
        (f"{_SERVICE}/{'x' * 2000}", key, auth),
    ):
        with pytest.raises(ValueError):
            encode_address(endpoint, given_key, given_auth)
    for written in ("", "+237699001122", "[]", '{"endpoint": 3}', "{" * 50_000):
        with pytest.raises(ValueError):
            read_address(written)
        with pytest.raises(Refused) as told:
            _send(Client(), address=written)
        assert told.value.about == "address"


@settings(max_examples=50, deadline=None)
@given(st.text(), st.integers(1, 400), st.text(max_size=400))
def test_whatever_is_told_fits(words: str, times: int, other: str) -> None:
    written = payload(other, words * times, other, other)
    assert len(written) <= 3072
    told = json.loads(written)
    whole = (words * times).encode("utf-8", "replace").decode()
    assert told["body"] == whole or whole.startswith(told["body"].removesuffix("…").rstrip())


def test_settings_that_are_no_keys() -> None:
    with pytest.raises(DeliveryError) as told:
        channel("webpush").open_session({**_CONFIG, "private_key": "abc"}, lambda: Client())
    assert "configur" in told.value.reason_fr
