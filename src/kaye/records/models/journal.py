"""Everything that happened, in order. Money events are chained by hash."""

from django.db import models

from kaye.records.models.owned import Owned


class Event(Owned):
    """Append-only. Money events are chained: `hash` = SHA-256 of the canonical JSON of
    {seq, business, at, kind, payload, prev} (M51)."""

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    customer = models.ForeignKey(
        "records.Customer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # event_customer starts with it
    )
    payload = models.JSONField(default=dict)
    by = models.CharField(max_length=120, blank=True)
    seq = models.PositiveBigIntegerField(null=True, blank=True)  # only money events; no gap per business
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "seq"], name="event_seq_once")]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="event_customer")]
