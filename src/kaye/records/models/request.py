"""Needs that wait for an answer, and what only a person can do."""

from django.db import models

from kaye.records.models.owned import Owned


class Request(Owned):
    """A need of a customer, until it is won or lost (B3). `kind`: request, claim.

    `state`: new, qualified, quoted, won, lost; `reason` when lost (C30). `source`: the channel, or « hand » (D3).
    `amount`: what it may bring, minor units. `due_at`: when its first answer is late.
    """

    customer = models.ForeignKey("records.Customer", on_delete=models.CASCADE, related_name="requests")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, default="request")
    state = models.CharField(max_length=9, default="new")
    intent = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=160)
    source = models.CharField(max_length=40)
    amount = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        "records.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    document = models.ForeignKey(
        "records.Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    message = models.ForeignKey(
        "records.InboxMessage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    created_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "number"], name="request_number_once")]
        indexes = [
            models.Index(
                fields=["business", "due_at", "id"],
                condition=models.Q(closed_at=None),
                name="request_open",
            )
        ]


class Task(Owned):
    """What only a person can do, said once: `key` names its cause. `count`: how many times it came again.

    `kind`: call_back, check_payment, signature, unreadable, other_address, erasure, review, merge, answer, channel…
    """

    customer = models.ForeignKey(
        "records.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    count = models.PositiveIntegerField(default=1)
    owner_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "key"], condition=models.Q(done_at=None), name="task_open_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["business", "due_on", "id"], condition=models.Q(done_at=None), name="task_open"
            )
        ]
