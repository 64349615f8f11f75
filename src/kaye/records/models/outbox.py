"""The outbox: one row for each thing that leaves, the only truth about what left."""

from django.db import models

from kaye.records.models.owned import Owned


class OutgoingMessage(Owned):
    """`state`: proposed, due, leased, handing, sent, failed, uncertain, cancelled.

    `leased` may be taken again; `handing` was committed just before the provider could accept, so a lease that dies
    there becomes `uncertain` and is never repeated blindly.
    """

    customer = models.ForeignKey(
        "records.Customer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # message_customer_day starts with it
    )
    key = models.CharField(max_length=120)  # says what it does once
    item = models.CharField(max_length=40, blank=True)  # the id that lists showed (R4)
    state = models.CharField(max_length=10)
    channel = models.CharField(max_length=40)
    address = models.CharField(max_length=254, blank=True)
    purpose = models.CharField(max_length=16)
    family = models.CharField(max_length=16)  # payment, delivery, satisfaction, restock… for the caps
    kinds = models.CharField(max_length=80)  # comma list, the leading one first
    text_id = models.CharField(max_length=60, blank=True)
    step_label = models.CharField(max_length=12, blank=True)
    tone = models.PositiveSmallIntegerField(default=0)
    amount = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    files = models.CharField(max_length=200, blank=True, db_default="")  # ids of papers that go with it
    because = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    anchor_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    local_date = models.DateField()  # the customer's day it counts for
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(
        null=True, blank=True
    )  # end of that day's window: past it, decided again
    # What a person's message asks (C35, C36): what cancels it, what it answers, the client's own id.
    cancel_if = models.CharField(max_length=40, blank=True, db_default="")
    answers = models.CharField(max_length=300, blank=True, db_default="")
    template = models.JSONField(null=True, blank=True)  # {name, language, values}
    delivery = models.CharField(
        max_length=9, blank=True, db_default=""
    )  # accepted, sent, delivered, read, failed
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "key"], name="message_once")]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="due"),
                name="message_due",
            ),
            models.Index(
                fields=["business", "lease_until"],
                condition=models.Q(state__in=["leased", "handing"]),
                name="message_leased",
            ),
            models.Index(
                fields=["business", "id"],
                condition=models.Q(state="uncertain"),
                name="message_uncertain",
            ),
            models.Index(  # no follow-up: a tap or a look is asked of a person
                fields=["business", "state", "id"],
                condition=models.Q(item="", state__in=["proposed", "uncertain", "failed"]),
                name="message_asking",
            ),
            models.Index(  # statuses and echoes name what we sent by the provider's own id
                fields=["business", "provider_ref"],
                condition=models.Q(delivery__gt=""),
                name="message_provider_ref",
            ),
            models.Index(fields=["customer", "local_date"], name="message_customer_day"),
            models.Index(fields=["business", "address", "local_date"], name="message_address_day"),
        ]


class MessageStep(Owned):
    """A step that this message carries; done when the message is sent."""

    message = models.ForeignKey(
        OutgoingMessage, on_delete=models.CASCADE, related_name="steps", db_index=False
    )  # message_step_once starts with it
    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "case", "step"], name="message_step_once")]
