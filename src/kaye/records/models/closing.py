"""Closings of the cash book: figures that nothing opens again (M55)."""

from django.db import models

from kaye.records.models.owned import Owned


class Closing(Owned):
    """`period`: day, month, year. `cumulative` is never reset; `last_hash` is the end of the journal then.

    `hash` covers everything above and the `hash` of the closing before, so that a changed row is seen.
    """

    period = models.CharField(max_length=5)
    seq = models.PositiveIntegerField()
    start = models.DateField()
    end = models.DateField()
    entries = models.PositiveIntegerField()
    by_method = models.JSONField(default=dict)
    by_rate = models.JSONField(default=dict)
    total = models.BigIntegerField()
    cumulative = models.BigIntegerField()
    last_seq = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "period", "seq"], name="closing_seq_once"),
            models.UniqueConstraint(fields=["business", "period", "start"], name="closing_start_once"),
        ]
