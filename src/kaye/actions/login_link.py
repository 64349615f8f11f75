"""Links that let one person in once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser

from kaye.records.models import LoginLink

LIFETIME = timedelta(minutes=15)
LONGEST = timedelta(hours=24)  # the link that `make demo` prints


def make_login_link(user: AbstractBaseUser, now: datetime, lifetime: timedelta = LIFETIME) -> str:
    """The secret part of the link; only its hash is kept. Longer than a day is cut to a day."""
    token = secrets.token_urlsafe(32)
    LoginLink.objects.create(
        user_id=user.pk, token_hash=_hash(token), expires_at=now + min(lifetime, LONGEST)
    )
    return token


def use_login_link(token: str, now: datetime) -> AbstractBaseUser | None:
    """The person of this link, the first time and in time; None otherwise. Two taps at once: one enters."""
    links = LoginLink.objects.filter(token_hash=_hash(token))
    if not links.filter(used_at=None, expires_at__gt=now, user__is_active=True).update(used_at=now):
        return None
    return links.select_related("user").get().user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
