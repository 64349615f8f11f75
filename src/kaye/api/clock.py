"""The instant of a request: KAYE_NOW, else the machine's clock."""

from datetime import datetime

from django.utils import timezone

from kaye.settings import config


def now() -> datetime:
    """An aware instant."""
    return config.forced_now() or timezone.now()
