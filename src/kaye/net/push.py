"""What web push needs outside its channel: the keys of this installation, and the address of a device.

An address is the JSON of a browser's subscription, always written the same way:
{"endpoint": "https://…", "keys": {"p256dh": "…", "auth": "…"}}.
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kaye.net.json import read_json, write_json
from kaye.rules.ports.http import Unreadable

CURVE = ec.SECP256R1()
_LONGEST = 2000  # characters of an endpoint


@dataclass(frozen=True, slots=True)
class Keys:
    """base64url: 32 bytes of scalar, kept secret; 65 bytes of point, given to browsers."""

    private_key: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where to post, and the keys that only this browser has: a point of 65 bytes, a secret of 16."""

    endpoint: str
    public_key: bytes
    auth: bytes


def new_keys() -> Keys:
    """A fresh pair. Changing it ends every subscription made with the old one."""
    key = ec.generate_private_key(CURVE)
    scalar = key.private_numbers().private_value.to_bytes(32, "big")
    return Keys(to_base64url(scalar), to_base64url(public_bytes(key)))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key from its base64url scalar. ValueError when it is none."""
    scalar = from_base64url(text)
    if len(scalar) != 32:
        raise ValueError("32 bytes")
    return ec.derive_private_key(int.from_bytes(scalar, "big"), CURVE)


def public_key(text: str) -> str:
    """What a browser is given as `applicationServerKey`, from the private key. ValueError when it is none."""
    return to_base64url(public_bytes(private_key(text)))


def encode_address(endpoint: str, p256dh: str, auth: str) -> str:
    """The address of a device, from what its browser says. ValueError when a part can't be one."""
    written = write_json({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}).decode()
    read_address(written)
    return written


def read_address(address: str) -> Subscription:
    """The subscription of an address. ValueError when it is none."""
    try:
        told = read_json(address.encode("utf-8", "replace"))
        endpoint = told.needed("endpoint")
        key, auth = (from_base64url(told.needed("keys", name)) for name in ("p256dh", "auth"))
    except Unreadable as fault:
        raise ValueError(fault.reason_fr) from fault
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key)
    if len(key) != 65 or len(auth) != 16 or not endpoint.startswith("https://") or len(endpoint) > _LONGEST:
        raise ValueError("not a subscription")
    return Subscription(endpoint, key, auth)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as 65 bytes: 0x04, then both coordinates."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_base64url(content: bytes) -> str:
    """Without padding, as browsers write it."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """With or without padding; ValueError for anything else."""
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError("not base64url") from fault
