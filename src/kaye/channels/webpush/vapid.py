"""Who pushes: the signed token of RFC 8292 (ES256)."""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kaye.net.push import public_bytes, to_base64url

_LASTS = timedelta(hours=12)  # the RFC allows 24


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
