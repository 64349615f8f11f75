"""The call hook: one JSON object for each state of a call, signed with the shared secret (inbox C59)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

from kaye.net.json import Record, read_json
from kaye.net.signatures import stamped
from kaye.rules.phones import PhoneError, international, parse_phone
from kaye.rules.ports.http import Unreadable as UnreadableJson
from kaye.rules.ports.inbound import (
    CallCame,
    Delivered,
    Event,
    Forged,
    Inbound,
    Person,
    Point,
    Unreadable,
    Unsigned,
)

State = Literal["ringing", "missed", "answered", "voicemail", "busy", "failed"]
_STATES: dict[str, State] = {
    "ringing": "ringing",
    "missed": "missed",
    "answered": "answered",
    "voicemail": "voicemail",
    "busy": "busy",
    "failed": "failed",
}
_DIRECTIONS: dict[str, Literal["in", "out"]] = {"in": "in", "out": "out"}
_LONGEST_ID = 200


def verify(config: Mapping[str, str], came: Delivered, now: datetime) -> None:
    """`X-Kaye-Signature: t=<unix>,v1=<hex HMAC-SHA256 of « t.body »>`, 300 seconds at most. Raises Unsigned, Forged."""
    secret = config.get("secret", "").strip()
    judged = stamped(came.headers.get("x-kaye-signature", ""), secret, came.body, now)
    if judged == "absent":
        raise Unsigned("Cet appel n’est pas signé.")
    if judged == "old":
        raise Forged("La signature de cet appel est trop vieille : vérifiez l’heure du standard.")
    if judged == "wrong":
        raise Forged("La signature de cet appel n’est pas la bonne.")


def read(config: Mapping[str, str], came: Delivered, now: datetime) -> tuple[Event, ...]:
    """One state of one call. `config["country"]`, when given, is where national numbers are read. Raises Unreadable."""
    try:
        told = read_json(came.body)
    except UnreadableJson as fault:
        raise Unreadable(fault.reason_fr) from None
    identity = told.text("external_id")
    direction, state = _DIRECTIONS.get(told.text("direction")), _STATES.get(told.text("status"))
    if not 0 < len(identity) <= _LONGEST_ID or direction is None or state is None:
        raise Unreadable("Cet appel ne dit pas son numéro, son sens ou son état.")
    return (
        CallCame(
            external_id=identity,
            at=_time(told.text("started_at")),
            caller=_person(told, "from" if direction == "in" else "to", config.get("country", "")),
            direction=direction,
            state=state,
            duration=_seconds(told.text("duration")),
            recording=told.text("recording_url"),
        ),
    )


def _person(told: Record, name: str, country: str) -> Person:
    """Nobody when the number is masked, or is a national one of an unknown country. A caller may show any number."""
    written = told.text(name)
    number = international(written)
    if country and written:
        with suppress(PhoneError):
            number = parse_phone(written, country).e164
    return Person((Point("phone", number, verified=False),)) if number else Person()


def _seconds(written: str) -> int | None:
    whole = written.partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdecimal() and len(whole) < 7 else None


def _time(written: str) -> datetime | None:
    """ISO 8601, or seconds since 1970; without a zone it is UTC."""
    if written.isascii() and written.isdecimal() and len(written) == 10:
        return datetime.fromtimestamp(int(written), UTC)
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


INBOUND = Inbound(read=read, verify=verify)
