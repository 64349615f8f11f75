"""The secret addresses given to customers (M39): how a token is drawn, kept, found again and written in a message."""

import hashlib
import secrets
from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

from kaye.records.models import Link
from kaye.records.seal import SealBroken, seal, unseal

LETTERS: Mapping[str, str] = MappingProxyType({"document": "d", "payment": "p", "space": "c", "stop": "u"})
_BYTES = 20  # 160 random bits, 27 characters


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """What the base is searched by: a stolen base opens no page."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_token(link: Link, token: str) -> bool:
    """Compared in constant time, after the search by hash."""
    return secrets.compare_digest(link.token_hash, hash_of(token))


def sealed(token: str) -> bytes:
    """The token as kept for later messages, unreadable without the key of the site."""
    return seal({"token": token})


def url_of(link: Link) -> str:
    """The whole address; empty when the key of the site has changed since."""
    try:
        token = unseal(bytes(link.sealed)).get("token", "")
    except SealBroken:
        return ""
    return address(link.kind, token) if token else ""


def address(kind: str, token: str) -> str:
    """« https://exemple.fr/d/… »."""
    end = "/" if kind == "stop" else ""  # as mail programs post to it: a redirect would lose the choice
    return f"{settings.BASE_URL.rstrip('/')}/{LETTERS[kind]}/{token}{end}"


def is_public() -> bool:
    """Whether the site has an address that customers can reach."""
    return "//localhost" not in settings.BASE_URL and "//127." not in settings.BASE_URL
