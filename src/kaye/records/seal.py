"""Secrets at rest: settings of channels are sealed with a key made from the secret key of the site.

To change the key: put the new one in SECRET_KEY and the old one in SECRET_KEY_FALLBACKS; what is written
again takes the new key, what was written before still opens.
"""

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"kaye channel settings v1"


class SealBroken(ValueError):
    """These bytes were sealed with another key, or changed; the message is for the owner."""


def seal(config: Mapping[str, str]) -> bytes:
    """The settings, unreadable without the secret key."""
    return _keys().encrypt(json.dumps(dict(config), ensure_ascii=False).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    """The settings again; {} for an empty row. Raises SealBroken."""
    if not sealed:
        return {}
    try:
        return json.loads(_keys().decrypt(bytes(sealed)))
    except InvalidToken:
        raise SealBroken(
            "Ces réglages ont été enregistrés avec une autre clé secrète : "
            "remettez la clé, ou saisissez-les de nouveau."
        ) from None


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
