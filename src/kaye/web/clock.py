"""The instant of a page: KAYE_NOW when a day is replayed, else the clock."""

from datetime import datetime

from django.utils import timezone

from kaye.settings.config import forced_now


def now() -> datetime:
    """Aware; read once per request and passed down."""
    return forced_now() or timezone.now()
