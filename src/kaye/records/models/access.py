"""Other programs: who may ask what, what they asked once already, and whom we tell."""

from django.db import models

from kaye.records.models.owned import Owned


class ApiKey(Owned):
    """A key of the API for one business. Only its hash is kept; `prefix` lets its owner recognise it."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)  # « invoices:write »…
    role = models.CharField(max_length=10, default="owner")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class IdempotentAnswer(Owned):
    """What a POST answered, for seven days (M57). `status` None: still running."""

    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "key"], name="idempotency_once")]


class WebhookEndpoint(Owned):
    """An address to tell what happens. `kinds`: names of events, empty for all."""

    url = models.CharField(max_length=500)
    sealed = models.BinaryField()  # the signing secret
    kinds = models.JSONField(default=list)
    told_from = models.BigIntegerField(default=0)  # id of the last event before it was added
    told_to = models.BigIntegerField(default=0)  # id of the last event looked at
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True)


class WebhookDelivery(Owned):
    """One event to one address: tried again for a day, then given up. `state`: due, sent, dropped."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey("records.Event", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default="due")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="webhook_delivery_due"
            )
        ]
