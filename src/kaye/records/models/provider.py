"""Payments through a provider: what was asked of it, what it said, and what it hinted."""

from django.db import models

from kaye.records.models.owned import Owned


class PaymentAccount(Owned):
    """The settings of one payment provider for one business; secrets are sealed, never shown again."""

    provider = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)  # of its hook address
    sealed = models.BinaryField(default=bytes)
    is_on = models.BooleanField(default=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "provider"], name="payment_account_once")]


class ProviderPayment(Owned):
    """One attempt to pay (M41). Only the provider's answer to our question moves `state`.

    created, pending, paid, failed, expired, cancelled, refunded, disputed, to_check.
    """

    provider = models.CharField(max_length=40)
    provider_id = models.CharField(max_length=120, null=True, blank=True)
    reference = models.CharField(max_length=60)  # ours, given to the provider
    notice_key = models.CharField(max_length=120, blank=True)  # what some notices name it by
    customer = models.ForeignKey(
        "records.Customer", on_delete=models.PROTECT, related_name="provider_payments"
    )
    receivables = models.ManyToManyField("records.Receivable", related_name="provider_payments")
    amount = models.BigIntegerField()
    url = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=9, default="created")
    because = models.CharField(max_length=300, blank=True)
    fee = models.BigIntegerField(default=0)
    question = models.CharField(
        max_length=9, blank=True
    )  # open to the owner: differs, silent, twice, refunded, disputed
    asked = models.PositiveSmallIntegerField(default=0)  # how many times the provider was asked
    next_ask_at = models.DateTimeField(null=True, blank=True)
    payment = models.OneToOneField(
        "records.Payment", null=True, blank=True, on_delete=models.PROTECT, related_name="provider_payment"
    )
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_id"], name="provider_payment_once"),
            models.UniqueConstraint(fields=["business", "reference"], name="provider_reference_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_ask_at"],
                condition=models.Q(next_ask_at__isnull=False),
                name="provider_payment_ask",
            ),
            models.Index(
                fields=["business", "notice_key"],
                condition=~models.Q(notice_key=""),
                name="provider_payment_key",
            ),
            models.Index(
                fields=["business", "id"],
                condition=~models.Q(question=""),
                name="provider_payment_question",
            ),
        ]


class ProviderNotice(Owned):
    """A raw webhook of a provider: a hint to ask it again, kept as it came."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.CASCADE, related_name="notices")
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="stored")  # stored, done, unreadable
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "sha256"], name="notice_once")]


class BankLine(Owned):
    """A credit line of a bank statement, once (M44). `payment`: what a person booked it as, or linked it to."""

    account = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    on = models.DateField()
    amount = models.BigIntegerField()
    label = models.CharField(max_length=300)
    name = models.CharField(max_length=160, blank=True)
    payment = models.OneToOneField(
        "records.Payment", null=True, blank=True, on_delete=models.SET_NULL, related_name="bank_line"
    )
    ignored_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "account", "key"], name="bank_line_once")]
