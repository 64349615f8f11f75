"""Sums kept on rows are the sums of what they sum: paid, owed, reserved."""

from collections.abc import Iterator
from datetime import datetime

from kaye.records.models import Business
from kaye.records.sums import wrong_sums


def violations(business: Business, now: datetime) -> Iterator[str]:
    """What a recount would change."""
    yield from wrong_sums(business)
