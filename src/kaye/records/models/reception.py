"""What arrived at a hook or in a mailbox, as it came, and what became of each event of it (C5, C6)."""

from django.db import models

from kaye.records.models.owned import Owned


class RawPayload(Owned):
    """The exact bytes, kept 90 days. `state`: stored, done, partly, unreadable."""

    account = models.ForeignKey(
        "records.ChannelAccount", on_delete=models.CASCADE, related_name="payloads", db_index=False
    )
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="stored")
    because = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "sha256"], name="payload_once")]
        indexes = [
            models.Index(fields=["business", "id"], condition=models.Q(state="stored"), name="payload_todo"),
            models.Index(fields=["received_at"], name="payload_age"),
        ]


class InboundEvent(Owned):
    """The identity of one event, for ever; `state`: applied, ignored, failed, waiting (for its message, C13).

    `place`: its rank in the payload, to read it again. `identity`: hash of the account and the external id.
    """

    account = models.ForeignKey(
        "records.ChannelAccount", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    payload = models.ForeignKey(
        RawPayload, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    place = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10)
    identity = models.CharField(max_length=64)
    target = models.CharField(max_length=64, blank=True)  # identity of the message it is about
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(
        "records.InboxMessage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind", "identity"], name="event_once")]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="inbound_event_due"
            ),
            models.Index(
                fields=["business", "target"], condition=models.Q(state="waiting"), name="event_waiting"
            ),
        ]


class ChannelTemplate(Owned):
    """A text that Meta must approve. `text_id`, `places`: the library's text it says and its variables, in order."""

    account = models.ForeignKey("records.ChannelAccount", on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=12)
    category = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=12, default="pending")
    body = models.TextField(blank=True)
    text_id = models.CharField(max_length=60, blank=True)
    places = models.JSONField(default=list)
    detail = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name", "language"], name="template_once")]
