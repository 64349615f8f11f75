"""The business, who works there, how it writes."""

from django.conf import settings
from django.db import models

from kaye.records.models.owned import Owned


class Business(models.Model):
    """A shop or a firm: one country, one currency (its pack's), one calendar."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=120, blank=True)  # « lieu » of a delivery or an appointment
    signatory = models.CharField(max_length=120, blank=True)  # empty: the name of the business (R5)
    payment_means = models.CharField(max_length=200, blank=True)  # « Orange Money 6 99 … »
    payment_link = models.URLField(blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    instalments_offered = models.PositiveSmallIntegerField(null=True, blank=True)  # « en 3 fois »
    channel_order = models.CharField(max_length=200, blank=True)  # comma list; empty: the pack's (R28)
    scenario_for_invoices = models.CharField(max_length=60, default="invoice")
    holidays_on = models.CharField(max_length=300, blank=True)  # customary days switched on, comma list
    # What its papers print and how it invoices: the keys of M58, checked by `rules.documents.seller`.
    papers = models.JSONField(default=dict, db_default={})
    colour = models.CharField(max_length=7, blank=True, db_default="")  # « #1f6f54 », of its papers
    logo = models.BinaryField(default=bytes)
    hours = models.CharField(
        max_length=200, blank=True, db_default=""
    )  # C32; empty: the pack's days, 08:00–17:00
    answer_minutes = models.PositiveSmallIntegerField(default=60, db_default=60)
    acknowledges = models.BooleanField(default=False, db_default=False)  # also where it costs (C33)
    text_missed_calls = models.BooleanField(default=False, db_default=False)  # C59
    list_max = models.PositiveSmallIntegerField(default=3)
    marks_every = models.PositiveSmallIntegerField(default=50)  # hand-over marks per N messages; 1 = each
    last_tick_at = models.DateTimeField(null=True, blank=True)
    closed_until = models.DateField(null=True, blank=True)  # last day whose takings are closed (M55)
    sending_held_since = models.DateTimeField(
        null=True, blank=True
    )  # a restored base waits for a person (I15)
    sending_held_because = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person at work in a business. Roles: owner, staff, readonly."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, default="owner")
    push_details = models.BooleanField(
        default=False, db_default=False
    )  # amounts and words on the screen (C51)
    push_danger = models.BooleanField(default=False, db_default=False)  # may ring at night for danger words
    created_at = models.DateTimeField()

    objects = models.Manager()  # who may enter is asked before any business is chosen

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "user"], name="member_once")]


class ChannelAccount(Owned):
    """The settings of one channel for one business; secrets are sealed, never shown again.

    `token_*`: of its hook address (C2), sealed so that the settings screen can show it again. `cursor`: how far a
    mailbox is read. `refusals`, `refusals_since`: bad signatures of the last hour (C3).
    """

    channel = models.CharField(max_length=40)
    sealed = models.BinaryField(default=bytes)
    is_on = models.BooleanField(default=True, db_default=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    token_sealed = models.BinaryField(default=bytes, db_default=b"")
    cursor = models.JSONField(default=dict, db_default={})
    pulled_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveIntegerField(default=0, db_default=0)
    refusals_since = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "channel"], name="channel_once")]


class TextOverride(Owned):
    """The business's own words for one form of one message of the library."""

    message = models.CharField(max_length=60)
    form = models.CharField(max_length=40)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "message", "form"], name="override_once")]


class LoginLink(models.Model):
    """A link that lets one person in once. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()
