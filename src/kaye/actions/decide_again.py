"""The ground of every decision changed (words, channels, days off): the worker looks at all open cases again."""

from datetime import datetime

from kaye.records.models import Business, Case


def decide_again(business: Business, now: datetime) -> None:
    """One query; the next tick decides them, in its own batches."""
    Case.objects.filter(business=business, closed_at=None).update(next_at=now)
