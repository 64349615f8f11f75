"""Signatures of what others send us: over the bytes as they came, compared in constant time."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Literal

TOLERANCE_SECONDS = 300

Stamped = Literal["good", "absent", "wrong", "old"]


def hmac_sha256(secret: str, content: bytes) -> bytes:
    """The 32 bytes of HMAC-SHA256 (RFC 2104)."""
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()


def same_text(given: str, expected: str) -> bool:
    """Whether both are equal, in a time that says nothing; an empty secret equals nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def is_hex_hmac(given: str, secret: str, content: bytes) -> bool:
    """Whether `given` is the HMAC-SHA256 of the content, in hexadecimal of either case."""
    try:
        sent = bytes.fromhex(given.strip())
    except ValueError:
        return False
    return bool(secret) and hmac.compare_digest(sent, hmac_sha256(secret, content))


def is_base64_hmac(given: str, secret: str, content: bytes) -> bool:
    """Whether `given` is the HMAC-SHA256 of the content, in base 64."""
    try:
        sent = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(secret) and hmac.compare_digest(sent, hmac_sha256(secret, content))


def stamped(given: str, secret: str, content: bytes, now: datetime) -> Stamped:
    """Judge « t=<seconds>,v1=<hex>[,v1=…] », the HMAC of « t.content » (Stripe's scheme, and ours).

    Several v1 stand while a secret is being changed. A stamp more than 300 s away from `now`, on either side, is old.
    """
    parts = [part.strip().partition("=") for part in given.split(",") if part.strip()]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"]
    if not given.strip():
        return "absent"
    if len(times) != 1 or not _is_whole(times[0]) or not signatures:
        return "wrong"
    signed = times[0].encode() + b"." + content
    checks = [is_hex_hmac(each, secret, signed) for each in signatures]
    if not any(checks):
        return "wrong"
    return "good" if abs(now.timestamp() - int(times[0])) <= TOLERANCE_SECONDS else "old"


def stamp(secret: str, content: bytes, now: datetime) -> str:
    """What `stamped` finds good: « t=<seconds>,v1=<hex> »."""
    seconds = str(int(now.timestamp()))
    return f"t={seconds},v1={hmac_sha256(secret, seconds.encode() + b'.' + content).hex()}"


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12
