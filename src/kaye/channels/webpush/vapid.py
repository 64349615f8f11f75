"""Who pushes: the signed token of RFC 8292 (ES256), and the pair of keys that browsers know us by."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kaye.channels.webpush.encrypt import from_base64url, public_bytes, to_base64url

_LASTS = timedelta(hours=12)  # the RFC allows 24


@dataclass(frozen=True, slots=True)
class Keys:
    """base64url: 32 bytes of scalar, kept secret; 65 bytes of point, given to browsers."""

    private_key: str
    public_key: str


def new_keys() -> Keys:
    """A fresh pair. Changing it ends every subscription made with the old one."""
    key = ec.generate_private_key(ec.SECP256R1())
    scalar = key.private_numbers().private_value.to_bytes(32, "big")
    return Keys(to_base64url(scalar), to_base64url(public_bytes(key)))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key from its base64url scalar. ValueError when it is none."""
    scalar = from_base64url(text)
    if len(scalar) != 32:
        raise ValueError("32 bytes")
    return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())


def public_key(text: str) -> str:
    """What a browser is given as `applicationServerKey`, from the private key. ValueError when it is none."""
    return to_base64url(public_bytes(private_key(text)))


def authorization(key: ec.EllipticCurvePrivateKey, subject: str, endpoint: str, now: datetime) -> str:
    """The `Authorization` header for this endpoint: « vapid t=<token>, k=<public key> »."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _LASTS).timestamp()),
        "sub": subject,
    }
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={to_base64url(public_bytes(key))}"


def _part(values: dict[str, object]) -> str:
    return to_base64url(json.dumps(values, separators=(",", ":")).encode())
