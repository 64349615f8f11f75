"""Message encryption for web push: RFC 8291 over the `aes128gcm` coding of RFC 8188, in one record."""

import hashlib
import hmac
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaye.net.push import CURVE, public_bytes

_RECORD = 4096  # the least that every push service takes
_OVERHEAD = 16 + 4 + 1 + 65 + 1 + 16  # salt, size, length of the key, key, padding mark, tag
MOST = _RECORD - _OVERHEAD  # bytes of a plain text
_LAST = b"\x02"


def encrypt(
    plain: bytes,
    device_key: bytes,
    auth: bytes,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body to send. `device_key`: uncompressed P-256 point; `auth`: 16 bytes. `own` and `salt` are fresh each time.

    ValueError when the key is not on the curve, `auth` is not 16 bytes, or the text is too long.
    """
    if len(auth) != 16 or len(plain) > MOST:
        raise ValueError("16 bytes of auth, a short text")
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    public = public_bytes(own)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, device_key))
    key, nonce = _keys(shared, auth, b"WebPush: info\x00" + device_key + public, salt)
    sealed = AESGCM(key).encrypt(nonce, plain + _LAST, None)
    return salt + struct.pack(">IB", _RECORD, len(public)) + public + sealed


def decrypt(body: bytes, device: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What the device reads, for proofs. ValueError when it is not for this device, or was changed."""
    salt, (size, length) = body[:16], struct.unpack(">IB", body[16:21])
    public, sealed = body[21 : 21 + length], body[21 + length :]
    if len(sealed) > size:
        raise ValueError("more than one record")
    shared = device.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public))
    key, nonce = _keys(shared, auth, b"WebPush: info\x00" + public_bytes(device) + public, salt)
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, None)
    except InvalidTag:
        raise ValueError("not for this device") from None
    return plain.rstrip(b"\x00")[:-1]


def _keys(shared: bytes, auth: bytes, info: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """(content key, nonce): two rounds of HKDF with SHA-256, of one block each."""
    secret = _hmac(_hmac(auth, shared), info + b"\x01")
    pseudo = _hmac(salt, secret)
    key = _hmac(pseudo, b"Content-Encoding: aes128gcm\x00\x01")[:16]
    return key, _hmac(pseudo, b"Content-Encoding: nonce\x00\x01")[:12]


def _hmac(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()
