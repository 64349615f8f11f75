"""What every channel that receives promises; a new one is tested here without a line being added.

Its folder holds `fixtures/inbound/<case>.json|.eml|.form` (the exact body) and `<case>.expected.json`: the list of
the events, each {kind, external_id} and, where it matters, fields of the event (points as « kind:value »), and
`<case>.headers.json` where headers come with it. How it signs: a function of its name in `tests/channels/signing.py`.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kaye.channels
from kaye.channels.registry import channel, channels, names
from kaye.rules.ports.channel import Channel
from kaye.rules.ports.inbound import (
    FORMS,
    AccountNews,
    BounceCame,
    CallCame,
    ConsentSaid,
    Delivered,
    EchoCame,
    Event,
    Forged,
    IdentityChanged,
    Inbound,
    MessageCame,
    MessageDeleted,
    MessageEdited,
    Person,
    Point,
    ReactionCame,
    StatusCame,
    TemplateChanged,
    UnknownCame,
    Unreadable,
    Unsigned,
)
from tests.channels import signing

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
_FOLDER = Path(kaye.channels.__path__[0])
_BODIES = {".json", ".eml", ".form"}
_KINDS = {
    MessageCame: "message",
    EchoCame: "echo",
    StatusCame: "status",
    MessageEdited: "edit",
    MessageDeleted: "delete",
    ReactionCame: "reaction",
    CallCame: "call",
    IdentityChanged: "identity",
    TemplateChanged: "template",
    AccountNews: "account",
    BounceCame: "bounce",
    UnknownCame: "unknown",
}
_BATCHES = {  # lists of events, or of lists of events: their order says nothing
    "entry",
    "changes",
    "messages",
    "message_echoes",
    "statuses",
    "messaging",
    "standby",
    "history",
    "threads",
    "user_preferences",
    "calls",
    "state_sync",
}


def _receiving() -> list[Channel]:
    return [one for one in channels() if one.inbound is not None]


def _cases(of: str = "") -> list[Path]:
    found = sorted(_FOLDER.glob(f"{of or '*'}/fixtures/inbound/*"))
    return [
        path for path in found if path.suffix in _BODIES and not path.stem.endswith((".expected", ".headers"))
    ]


def _name(path: Path) -> str:
    return path.parents[2].name


def _inbound(name: str) -> Inbound:
    found = channel(name).inbound
    assert found is not None
    return found


def _signed(name: str, body: bytes, now: datetime = NOW) -> signing.Signed:
    sign = getattr(signing, name, None)
    return signing.Signed({}, {}, "") if sign is None else sign(body, signing.URL, now)


def _delivered(name: str, body: bytes, headers: Mapping[str, str] | None = None) -> Delivered:
    return Delivered(_signed(name, body).headers if headers is None else headers, body, signing.URL)


def _read(name: str, body: bytes, more: Mapping[str, str] | None = None) -> tuple[Event, ...]:
    signed = _signed(name, body)
    delivered = Delivered({**signed.headers, **(more or {})}, body, signing.URL)
    return _inbound(name).read(signed.config, delivered, NOW)


def _headers_of(path: Path) -> dict[str, str]:
    beside = path.with_suffix(".headers.json")
    return json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}


def _kind(event: Event) -> str:
    if isinstance(event, ConsentSaid):
        return "opt_in" if event.agreed else "opt_out"
    return _KINDS[type(event)]


def _plain(value: object) -> Any:
    """As a fixture writes it: points as « kind:value », people as their points."""
    if isinstance(value, Point):
        return f"{value.kind}:{value.value}"
    if isinstance(value, Person):
        return [_plain(point) for point in value.points]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {each.name: _plain(found) for each in fields(value) if (found := getattr(value, each.name))}
    return value


def _identity(event: Event) -> tuple[str, str]:
    return _kind(event), event.external_id


def _is_well_made(event: Event) -> None:
    """What the base keeps and what the rest of the house counts on."""
    assert 0 < len(event.external_id) <= 300
    assert event.at is None or event.at.tzinfo is not None
    assert _kind(event)
    _is_keepable(event)
    if isinstance(event, MessageCame | EchoCame):
        assert event.form in FORMS
        assert all(file.ref or file.content is not None for file in event.files)
    if isinstance(event, MessageCame):
        assert event.sender.points or event.verdict == "to_check"
    if isinstance(event, StatusCame | MessageEdited | MessageDeleted | ReactionCame):
        assert event.message


def _is_keepable(value: object) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # no half of a character
        assert "\x00" not in value
    elif isinstance(value, tuple):
        for each in value:
            _is_keepable(each)
    elif is_dataclass(value):
        for each in fields(value):
            _is_keepable(getattr(value, each.name))


CASES = pytest.mark.parametrize("path", _cases(), ids=lambda path: f"{_name(path)}-{path.stem}")
RECEIVING = pytest.mark.parametrize("name", [one.name for one in _receiving()])
# A mail is signed by nobody; what its providers sign is tested where they are (test_email_provider).
CHECKING = pytest.mark.parametrize(
    "name", [one.name for one in _receiving() if one.inbound.verify and one.name != "email"]
)


@RECEIVING
def test_it_says_what_it_receives(name: str) -> None:
    one = channel(name)
    assert one.inbound is not None
    assert _cases(name), "no recorded payload"
    assert one.inbound.account_field in {"", *(field.name for field in one.fields)}
    assert one.inbound.window == one.capabilities.window
    assert one.inbound.states <= {"accepted", "sent", "delivered", "read", "failed"}
    assert one.capabilities.answers <= {"phone", "email", "whatsapp_id", "messenger", "instagram"}


@CASES
def test_a_recorded_payload_gives_its_events(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    events = _read(_name(path), path.read_bytes(), _headers_of(path))
    for event in events:
        _is_well_made(event)
    said = [
        {"kind": _kind(event), "external_id": event.external_id}
        | {key: _plain(getattr(event, key)) for key in wanted if key not in ("kind", "external_id")}
        for event, wanted in zip(events, expected, strict=False)
    ]
    assert (len(events), said) == (len(expected), expected)


@CASES
def test_read_again_it_is_the_same(path: Path) -> None:
    name, body = _name(path), path.read_bytes()
    headers = _headers_of(path)
    first = _read(name, body, headers)
    assert _read(name, body, headers) == first
    if path.suffix != ".json":
        return
    turned = json.dumps(_turned(json.loads(body), 1)).encode()
    doubled = json.dumps(_turned(json.loads(body), 2)).encode()
    assert Counter(map(_identity, _read(name, turned, headers))) == Counter(map(_identity, first))
    assert set(map(_identity, _read(name, doubled, headers))) == set(map(_identity, first))


def _turned(value: Any, times: int, key: str = "") -> Any:
    """Batches backwards, each item `times` times."""
    if isinstance(value, dict):
        return {name: _turned(inside, times, name) for name, inside in value.items()}
    if isinstance(value, list):
        inside = [_turned(each, times) for each in value]
        return inside[::-1] * times if key in _BATCHES else inside
    return value


@CHECKING
def test_who_does_not_sign_is_refused(name: str) -> None:
    body = _cases(name)[0].read_bytes()
    verify, signed = _inbound(name).verify, _signed(name, body)
    assert verify is not None
    assert signed.secret, f"tests/channels/signing.py does not say how {name} signs"
    verify(signed.config, _delivered(name, body), NOW)
    for header in signed.headers:
        if "signature" in header:
            for absent in ({**signed.headers, header: ""}, {**signed.headers, header: "  "}, {}):
                with pytest.raises((Unsigned, Forged)):
                    verify(signed.config, _delivered(name, body, absent), NOW)
    with pytest.raises(Unsigned):
        verify(signed.config, _delivered(name, body, {}), NOW)


@CHECKING
def test_what_was_altered_or_signed_by_another_is_refused(name: str) -> None:
    body = _cases(name)[0].read_bytes()
    verify, signed = _inbound(name).verify, _signed(name, body)
    assert verify is not None
    other = {**signed.config, signed.secret: "un-autre-secret"}
    with pytest.raises(Forged):
        verify(other, _delivered(name, body), NOW)
    for changed in (body + b" ", body[:-1], b"{}") if signed.covers_body else (body + b"&Body=autre",):
        with pytest.raises(Forged):
            verify(signed.config, _delivered(name, changed, signed.headers), NOW)
    for header, value in signed.headers.items():
        if "signature" not in header:
            continue
        for wrong in (value[:-2], f"{value}00", value.replace("=", "", 1), "sha256=é", "0" * 64, "\udcff"):
            if wrong == value:
                continue
            with pytest.raises((Forged, Unsigned)):
                verify(signed.config, _delivered(name, body, {**signed.headers, header: wrong}), NOW)


@CHECKING
def test_a_secret_not_yet_given_refuses_everything(name: str) -> None:
    body = _cases(name)[0].read_bytes()
    verify, signed = _inbound(name).verify, _signed(name, body)
    assert verify is not None
    for config in (
        {key: value for key, value in signed.config.items() if key != signed.secret},
        {**signed.config, signed.secret: ""},
        {},
    ):
        with pytest.raises(Forged):
            verify(config, _delivered(name, body), NOW)


@CHECKING
def test_an_old_stamp_is_refused(name: str) -> None:
    body = _cases(name)[0].read_bytes()
    verify, signed = _inbound(name).verify, _signed(name, body)
    assert verify is not None
    if not signed.stamped:
        return
    for seconds in (-301, 301):
        late = _signed(name, body, NOW + timedelta(seconds=seconds))
        with pytest.raises(Forged):
            verify(late.config, Delivered(late.headers, body, signing.URL), NOW)
    early = _signed(name, body, NOW - timedelta(seconds=299))
    verify(early.config, Delivered(early.headers, body, signing.URL), NOW)


@RECEIVING
def test_the_handshake_wants_the_word(name: str) -> None:
    handshake, config = _inbound(name).handshake, _signed(name, b"").config
    if handshake is None:
        return
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": config["verify_token"],
        "hub.challenge": "1158201444",
    }
    assert handshake(config, asked) == "1158201444"
    for query in (
        {**asked, "hub.verify_token": "autre"},
        {**asked, "hub.verify_token": ""},
        {**asked, "hub.mode": "unsubscribe"},
        {key: value for key, value in asked.items() if key != "hub.verify_token"},
        {key: value for key, value in asked.items() if key != "hub.challenge"},
        {},
    ):
        with pytest.raises(Forged):
            handshake(config, query)
    for missing in ({**config, "verify_token": ""}, {}):
        with pytest.raises(Forged):
            handshake(missing, {**asked, "hub.verify_token": ""})


_ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "0", "9" * 400, "1e9999", "\x00", "\ud800", "inf", "2026-02-30", "+237"])
    | st.text(max_size=8)
)
_ANY_JSON = st.recursive(
    _ODD,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["object", "entry", "changes", "value", "id", "message"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@st.composite
def _spoilt(draw: st.DrawFn, name: str) -> tuple[bytes, dict[str, str]]:
    """A recorded body with something else in one to three of its places, or bytes from anywhere."""
    path = draw(st.sampled_from(_cases(name)))
    body, headers = path.read_bytes(), _headers_of(path)
    how = draw(st.sampled_from(["bytes", "cut", "flip", "place", "place", "place"]))
    if how == "bytes":
        return draw(st.binary(max_size=60)), headers
    at = draw(st.integers(0, max(len(body) - 1, 0)))
    if how == "cut":
        return body[:at], headers
    if how == "flip" or path.suffix != ".json":
        return body[:at] + draw(st.binary(min_size=1, max_size=4)) + body[at + 1 :], headers
    value = json.loads(body)
    for _ in range(draw(st.integers(1, 3))):
        value = _with_another(value, draw, draw(_ANY_JSON))
    return json.dumps(value).encode(), headers


def _with_another(value: Any, draw: st.DrawFn, other: Any) -> Any:
    """Walk down at random and replace what is found there."""
    keys = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    if not keys or draw(st.integers(0, 9)) == 0:
        return other
    key = draw(st.sampled_from(keys))
    value[key] = _with_another(value[key], draw, other)
    return value


@RECEIVING
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_bytes_make_the_reading_fail(name: str, data: st.DataObject) -> None:
    body, headers = data.draw(_spoilt(name))
    try:
        events = _read(name, body, headers)
    except Unreadable:
        return
    for event in events:
        _is_well_made(event)


@RECEIVING
def test_a_very_deep_or_endless_body_does_no_harm(name: str) -> None:
    deep = b'{"object":"page","entry":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    for body in (b"", b"null", b"[]", b"{}", b"[" * 100_000, deep, b"\xff\xfe", b"=" * 1000, b"\r\n" * 1000):
        try:
            _read(name, body)
        except Unreadable:
            continue


def test_the_channels_that_receive_are_discovered() -> None:
    assert {one.name for one in _receiving()} <= set(names())
    assert {_name(path) for path in _cases()} <= {one.name for one in _receiving()}
