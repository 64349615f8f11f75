"""The call hook: whose number it is, and a secret while it changes."""

import json
from datetime import UTC, datetime

import pytest

from kaye.channels.registry import channel
from kaye.net.signatures import stamp
from kaye.rules.ports.inbound import CallCame, Delivered, Forged, Inbound, Point, Unreadable

_NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
_CALL = {"external_id": "7f3a", "from": "+237699001122", "to": "", "direction": "in", "status": "missed"}


def _inbound() -> Inbound:
    found = channel("phone").inbound
    assert found is not None
    return found


def _call(config: dict[str, str], **other: object) -> CallCame:
    (event,) = _inbound().read(config, Delivered({}, json.dumps(_CALL | other).encode()), _NOW)
    assert isinstance(event, CallCame)
    return event


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("+237699001122", "", "+237699001122"),
        ("0690 12 34 56", "GP", "+590690123456"),
        ("699001122", "CM", "+237699001122"),
        ("0690 12 34 56", "", None),
        ("anonymous", "CM", None),
        ("", "CM", None),
        ("3615", "FR", None),
    ],
)
def test_whose_number_it_is(written: str, country: str, expected: str | None) -> None:
    points = _call({"country": country} if country else {}, **{"from": written}).caller.points
    assert points == ((Point("phone", expected, verified=False),) if expected else ())


@pytest.mark.parametrize(
    "other",
    [
        {"external_id": ""},
        {"external_id": "x" * 201},
        {"direction": "inbound"},
        {"status": "lost"},
        {"status": None},
    ],
)
def test_what_is_not_as_published_is_not_guessed(other: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        _call({}, **other)


def test_both_secrets_sign_while_one_takes_the_place_of_the_other() -> None:
    verify, body = _inbound().verify, json.dumps(_CALL).encode()
    assert verify is not None
    old, new = (stamp(secret, body, _NOW) for secret in ("ancien", "nouveau"))
    both = f"{old},{new.partition(',')[2]}"
    for secret in ("ancien", "nouveau"):
        verify({"secret": secret}, Delivered({"x-kaye-signature": both}, body), _NOW)
    with pytest.raises(Forged):
        verify({"secret": "autre"}, Delivered({"x-kaye-signature": both}, body), _NOW)
