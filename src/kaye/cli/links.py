"""Addresses that a command gives to a person."""

from django.conf import settings
from django.urls import reverse


def entry_link(token: str, base: str | None = None) -> str:
    """The one-use link of this token, under the address of the site."""
    return f"{(base or settings.BASE_URL).rstrip('/')}{reverse('entry', args=[token])}"
