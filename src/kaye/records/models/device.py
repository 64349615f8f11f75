"""The team's phones: what rings on them, and what was done on them without a network."""

from django.db import models

from kaye.records.models.owned import Owned


class Device(Owned):
    """A browser that agreed to ring for a member (web push). `address` is sealed: it is a secret of the device."""

    member = models.ForeignKey("records.Member", on_delete=models.CASCADE, related_name="devices")
    address_hash = models.CharField(max_length=64)
    sealed = models.BinaryField()
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    rang_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "address_hash"], name="device_once")]


class Ring(Owned):
    """Something to tell a member. `state`: due, sent, summed, dropped; `key` says it once (C51)."""

    member = models.ForeignKey("records.Member", on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(
        "records.Thread", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, default="due")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="ring_once")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="due"), name="ring_due")]


class OfflineAct(Owned):
    """An act done without a network, applied once (C60). `state`: applied, already, refused, to_check."""

    uuid = models.CharField(max_length=36)
    member = models.ForeignKey("records.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "uuid"], name="offline_act_once")]
        indexes = [
            models.Index(
                fields=["business", "id"], condition=models.Q(state="to_check"), name="offline_to_check"
            )
        ]
