"""Give a program a key, and take it back."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django_scopes import scopes_disabled

from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import ApiKey, Business
from kaye.rules.scopes import SCOPES, unknown

START = "kaye_"
_SHOWN = 10  # first characters, by which its owner knows it


def make_key(
    *, business: Business, name: str, scopes: Sequence[str], now: datetime, role: str = "owner", by: str = ""
) -> tuple[ApiKey, str]:
    """The row, and the key itself, which nobody can read again (192 random bits, only its hash is kept).

    `role`: what it may do is what a member of that role may (M56). Raises Refusal.
    """
    wanted = list(dict.fromkeys(scopes))
    if strange := unknown(wanted):
        raise Refusal(f"« {strange[0]} » n'existe pas. Choisissez parmi : {', '.join(SCOPES)}.")
    if not wanted:
        raise Refusal("Choisissez ce que cette clé peut lire ou changer.")
    if not name.strip():
        raise Refusal("Donnez un nom à cette clé : le programme qui s'en servira.")
    token = START + secrets.token_urlsafe(24)
    with transaction.atomic():
        key = ApiKey.objects.create(
            business=business,
            name=name.strip()[:80],
            prefix=token[:_SHOWN],
            key_hash=hash_of(token),
            scopes=wanted,
            role=role,
            created_at=now,
        )
        said = {"key": key.pk, "name": key.name, "scopes": wanted}
        append(business=business, kind="key_made", at=now, payload=said, by=by)
    return key, token


def revoke_key(*, business: Business, key: ApiKey, now: datetime, by: str = "") -> None:
    """From now on it opens nothing. Twice changes nothing."""
    with transaction.atomic():
        if ApiKey.objects.filter(business=business, pk=key.pk, revoked_at=None).update(revoked_at=now):
            append(business=business, kind="key_revoked", at=now, payload={"key": key.pk}, by=by)


def key_of(token: str) -> ApiKey | None:
    """The live key with this text, whatever its business: this is the door, before any business is chosen."""
    if not token.startswith(START) or len(token) > 100:
        return None
    with scopes_disabled():
        rows = ApiKey.objects.filter(key_hash=hash_of(token), revoked_at=None)
        return rows.select_related("business").first()


def hash_of(token: str) -> str:
    """What is kept of a key: 192 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
