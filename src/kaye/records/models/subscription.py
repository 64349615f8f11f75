"""Subscriptions: what is invoiced by itself, period after period (M45–M49)."""

from django.db import models

from kaye.records.models.owned import Owned


class Subscription(Owned):
    """`asked` is the file of M60 (lines, prices, terms). `next_on`: the day it must be looked at again, None once over.

    `asks`: what it waits for from a person, in French; empty when it goes by itself.
    """

    customer = models.ForeignKey("records.Customer", on_delete=models.PROTECT, related_name="subscriptions")
    name = models.CharField(max_length=160)
    asked = models.JSONField()
    every = models.CharField(max_length=7)  # month, quarter, year
    start = models.DateField()
    anchor_day = models.PositiveSmallIntegerField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)  # last day served
    billing = models.CharField(max_length=8, default="advance")
    first = models.CharField(max_length=8, default="prorate")
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal = models.CharField(max_length=8, blank=True)  # tacit, or empty
    auto = models.BooleanField(default=True)
    next_on = models.DateField(null=True, blank=True)
    noticed_until = models.DateField(null=True, blank=True)  # end of the last term that was spoken of (M49)
    asks = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_on", "id"], condition=models.Q(next_on__isnull=False), name="subscription_due"
            ),
            models.Index(fields=["customer"], name="subscription_customer"),
        ]


class SubscriptionPause(Owned):
    """Periods whose first day lies in [start, until] are not invoiced (M47). `until` None: until resumed."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="pauses")
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()


class SubscriptionPrice(Owned):
    """A new unit price of one line, from a date on (M47). `unit_price` in major units, as written."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="price_changes")
    line = models.PositiveSmallIntegerField()  # 1 is the first
    on = models.DateField()
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    told_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()


class SubscriptionPeriod(Owned):
    """A period dealt with, once and for all (M48). `state`: invoice, draft, paused."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="periods")
    start = models.DateField()
    end = models.DateField()
    state = models.CharField(max_length=8)
    document = models.OneToOneField(
        "records.Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="period"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "start"], name="subscription_period_once")
        ]
