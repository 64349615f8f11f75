"""Twilio's signatures against the vectors of its own library, and the attachments of an MMS."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from kaye.channels.registry import channel
from kaye.channels.twilio.inbound import signature
from kaye.net.http import Client
from kaye.rules.ports.http import Forbidden, Refused, TooLarge
from kaye.rules.ports.inbound import Delivered, Forged, Inbound, IncomingFile, Unsigned
from tests.net.server import Asked, Said, serving

_NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
# twilio-python, tests/unit/test_request_validator.py (MIT).
_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
_CALL = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
)
_TWINS = (
    ("Sid", "CA123"),
    ("SidAccount", "AC123"),
    ("Digits", "5678"),
    ("Digits", "1234"),
    ("Digits", "1234"),
)


def _inbound() -> Inbound:
    found = channel("twilio").inbound
    assert found is not None
    return found


def _verify(given: str, url: str, config: dict[str, str], **headers: str) -> None:
    verify = _inbound().verify
    assert verify is not None
    body = urlencode(_CALL).encode()
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    verify(config, Delivered({"x-twilio-signature": given, **more}, body, url), _NOW)


def test_the_vectors_of_twilios_own_library() -> None:
    assert signature("12345", _URL, _CALL) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signature("12345", _URL, _TWINS) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="


@pytest.mark.parametrize(
    ("url", "given"),
    [
        (_URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (_URL.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (_URL.replace(".com", ".com:1234").replace("https", "http"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (_URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (_URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ],
)
def test_the_address_is_signed_with_its_port_or_without(url: str, given: str) -> None:
    _verify(given, url, {"auth_token": "12345"})


def test_the_shared_key_signs_in_sha_256() -> None:
    settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    config = {"auth_token": "12345", "signing_secret": "partage"}
    good = signature("partage", _URL, _CALL, shared=True)
    _verify(good, _URL, config, x_twilio_webhooks_signature_settings=settings)
    for wrong, given_config in (
        (signature("12345", _URL, _CALL, shared=True), config),
        (signature("partage", _URL, _CALL), config),
        (good, {"auth_token": "12345"}),
    ):
        with pytest.raises(Forged):
            _verify(wrong, _URL, given_config, x_twilio_webhooks_signature_settings=settings)
    with pytest.raises(Forged):  # SHA-256 that does not say so
        _verify(good, _URL, config)


def test_without_an_address_of_our_own_nothing_is_believed() -> None:
    with pytest.raises(Forged):
        _verify(signature("12345", "", _CALL), "", {"auth_token": "12345"})
    with pytest.raises(Unsigned):
        _verify(" ", _URL, {"auth_token": "12345"})


def _picture(asked: Asked) -> Said:
    """Twilio sends on to where the picture lies; the keys are for Twilio alone."""
    if asked.path == "/2010-04-01/Media/ME1":
        assert asked.headers["authorization"].startswith("Basic ")
        return Said(307, b"", {"location": "https://media.example/ME1.jpg?sig=1"})
    if asked.path == "/ME1.jpg?sig=1":
        assert "authorization" not in asked.headers
        return Said(200, b"\xff\xd8\xff" + b"x" * 100, {"content-type": "image/jpeg; q=1"})
    return Said(302, b"", {"location": asked.path if asked.path == "/rond" else "https://127.0.0.1:9/"})


def test_a_picture_is_fetched_with_the_keys_for_twilio_only() -> None:
    fetch, config = _inbound().fetch, {"account_sid": "AC1", "auth_token": "jeton"}
    assert fetch is not None
    with serving(_picture) as server:
        routes = {"https://api.twilio.com": server.url, "https://media.example": server.url}
        http = Client(timeout=5, allow_loopback=True, routes=routes)
        file = IncomingFile(ref="https://api.twilio.com/2010-04-01/Media/ME1", mime="image/jpeg")
        assert fetch(config, http, file, 200) == (b"\xff\xd8\xff" + b"x" * 100, "image/jpeg")
        with pytest.raises(TooLarge):
            fetch(config, http, file, 50)
        with pytest.raises(Refused):
            fetch(config, http, IncomingFile(ref="https://media.example/rond"), 200)
        strict = Client(timeout=5)
        with pytest.raises(Forbidden):
            fetch(config, strict, IncomingFile(ref="https://127.0.0.1:9/"), 200)
