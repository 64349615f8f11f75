"""Messages to many: who they are for, and what became of each (C58)."""

from django.db import models

from kaye.records.models.owned import Owned


class Tag(Owned):
    """A word put on customers: « vip », « chantier Nord »."""

    name = models.CharField(max_length=40)
    key = models.CharField(max_length=40)  # small letters, no accents

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "key"], name="tag_once")]


class CustomerTag(Owned):
    """A tag on a customer."""

    customer = models.ForeignKey(
        "records.Customer", on_delete=models.CASCADE, related_name="tags", db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="customer_tag_once")]


class Segment(Owned):
    """A choice of customers by facts. `rules`: a list of {fact, test, value}, all of which hold."""

    name = models.CharField(max_length=80)
    rules = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="segment_once")]


class Campaign(Owned):
    """One message to a segment. `state`: draft, scheduled, running, paused, done. `rate`: messages a second.

    `frozen_to`: the last customer looked at while the audience is taken; `paced_to`: when the last one planned leaves.
    """

    name = models.CharField(max_length=80)
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rules = models.JSONField(default=list)  # the segment's, as they were at the start
    channel = models.CharField(max_length=40)
    subject_a = models.CharField(max_length=200, blank=True)
    text_a = models.TextField(blank=True)
    subject_b = models.CharField(max_length=200, blank=True)
    text_b = models.TextField(blank=True)
    state = models.CharField(max_length=9, default="draft")
    rate = models.PositiveSmallIntegerField(default=10)
    starts_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    frozen_to = models.BigIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True, blank=True)
    paced_to = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="campaign_due")
        ]


class Recipient(Owned):
    """One person of a frozen audience. `state`: waiting, queued, sent, failed, uncertain, skipped."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="recipients", db_index=False
    )
    customer = models.ForeignKey("records.Customer", null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.CharField(max_length=254)
    variant = models.CharField(max_length=1, default="a")
    state = models.CharField(max_length=9, default="waiting")
    because = models.CharField(max_length=120, blank=True)
    outgoing = models.OneToOneField(
        "records.OutgoingMessage", null=True, blank=True, on_delete=models.SET_NULL, related_name="recipient"
    )
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "address", "customer"], name="recipient_once")
        ]
        indexes = [
            models.Index(
                fields=["campaign", "next_at", "id"],
                condition=models.Q(state="waiting"),
                name="recipient_waiting",
            ),
            models.Index(fields=["campaign", "state"], name="recipient_state"),
        ]
