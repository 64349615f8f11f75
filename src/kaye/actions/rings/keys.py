"""The pair of keys that signs our notifications: one for the installation, made from its secret key.

Nothing is stored: every process has the same pair, and a restored base keeps it with the secret key. Whoever loses
that key loses the addresses of the devices as well, sealed with it: one cause, one remedy.
"""

from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kaye.net.push import public_key, to_base64url

_PURPOSE = b"kaye web push v1"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_BYTES = 48  # 128 bits more than the order: no scalar is more likely than another


def push_config() -> dict[str, str]:
    """The settings of the channel `webpush`."""
    return {"private_key": _private(str(settings.SECRET_KEY)), "subject": _subject()}


def push_public_key() -> str:
    """What a browser is given as `applicationServerKey`, base64url."""
    return _public(str(settings.SECRET_KEY))


@cache
def _public(secret: str) -> str:
    return public_key(_private(secret))


@cache
def _private(secret: str) -> str:
    drawn = HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=_PURPOSE).derive(secret.encode())
    scalar = int.from_bytes(drawn, "big") % (_ORDER - 1) + 1
    return to_base64url(scalar.to_bytes(32, "big"))


def _subject() -> str:
    """Whom a push service may write to (RFC 8292): the site when it has an address of its own."""
    base = urlsplit(settings.BASE_URL)
    return settings.BASE_URL if base.scheme == "https" else f"mailto:kaye@{base.hostname or 'localhost'}"
