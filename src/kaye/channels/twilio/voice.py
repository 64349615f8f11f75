"""States of a call by Twilio Voice (twilio.com/docs/voice/api/call-resource#statuscallback)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from kaye.net.identity import identity
from kaye.net.json import Record
from kaye.rules.phones import international
from kaye.rules.ports.inbound import CallCame, Event, Person, Point, UnknownCame

State = Literal["ringing", "missed", "answered", "voicemail", "busy", "failed"]
_STATES: dict[str, State] = {
    "queued": "ringing",
    "initiated": "ringing",
    "ringing": "ringing",
    "in-progress": "answered",
    "answered": "answered",
    "completed": "answered",
    "no-answer": "missed",
    "canceled": "missed",
    "busy": "busy",
    "failed": "failed",
}
# What a keypad would dial for ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE: numbers of nobody.
_MASKED = frozenset({"+266696687", "+7378742883", "+2562533", "+8656696", "+86282452253"})


def call_came(form: Record) -> Event:
    """One state of the call. Where a call was passed on, the leg that rang tells whether somebody answered."""
    sid, said = form.text("CallSid"), form.text("CallStatus").lower()
    passed_on = form.text("DialCallStatus").lower()
    state = _STATES.get(passed_on or said)
    if state is None:
        return UnknownCame(external_id=identity(sid), what=f"CallStatus {(passed_on or said)[:40]}")
    recording = form.text("RecordingUrl")
    is_inbound = not form.text("Direction").lower().startswith("outbound")
    if recording and is_inbound and (state == "missed" or not passed_on):
        state = "voicemail"
    return CallCame(
        external_id=identity(sid),
        at=_time(form.text("Timestamp")),
        account=form.text("To" if is_inbound else "From"),
        caller=_person(form.text("From" if is_inbound else "To"), form.text("CallerName")),
        direction="in" if is_inbound else "out",
        state=state,
        duration=_seconds(form.text("CallDuration")),
        recording=recording,
    )


def _person(written: str, name: str) -> Person:
    number = "" if written in _MASKED else international(written)
    return Person((Point("phone", number, verified=False),), name) if number else Person()


def _seconds(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else None


def _time(written: str) -> datetime | None:
    """RFC 2822, as Twilio writes it."""
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
