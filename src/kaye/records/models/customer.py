"""Customers, the ways to reach them, and what they refused."""

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from kaye.records.models.owned import Owned


class StandingCards(models.Manager["Customer"]):
    """Cards that were not absorbed by another (C27): what every list and search sees."""

    def get_queryset(self) -> models.QuerySet["Customer"]:
        return super().get_queryset().filter(absorbed_by=None)


class Customer(Owned):
    """A person or a firm. The name is stored in parts, as it must be said (R34).

    `absorbed_by`: this card became part of that one; it is kept, to be put back.
    """

    civility = models.CharField(max_length=30, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    company = models.CharField(max_length=160, blank=True)
    name = models.CharField(max_length=250)  # as the owner reads it
    search = models.CharField(max_length=400)  # lower case, no accents: name, phones, e-mails
    country = models.CharField(
        max_length=2, blank=True
    )  # empty: told by the phone, else the business's (R23)
    is_consumer = models.BooleanField(null=True)  # unknown counts as a consumer
    informal = models.BooleanField(default=False)  # « on se tutoie »
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True, db_default="")
    city = models.CharField(max_length=120, blank=True, db_default="")
    siren = models.CharField(
        max_length=20, blank=True, db_default=""
    )  # or the registration number of its country
    vat_number = models.CharField(max_length=20, blank=True, db_default="")
    notes = models.TextField(blank=True)
    owed = models.BigIntegerField(default=0)  # sum of open balances, for lists
    next_on = models.DateField(null=True, blank=True)  # earliest date planned, for lists
    next_because = models.CharField(max_length=200, blank=True)
    last_activity_at = models.DateTimeField()
    created_at = models.DateTimeField()
    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Without an index: what is null in nearly every row must not tempt a planner.
    absorbed_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="absorbed", db_index=False
    )

    objects: ClassVar = ScopedManager(_manager_class=StandingCards, business="business")

    class Meta:
        indexes = [
            models.Index(fields=["business", "-last_activity_at", "-id"], name="customer_recent"),
            models.Index(
                fields=["business", "-last_activity_at", "-id"],
                condition=models.Q(owed__gt=0),
                name="customer_owing",
            ),
        ]


class CustomerKey(Owned):
    """A beginning that finds a customer, from `Customer.search`: UTF-8 bytes, which every database sorts alike."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["business", "key", "customer"], name="customer_key")]


class ContactPoint(Owned):
    """A phone number (E.164), an e-mail address, or a provider's own id (C22). `state`: ok, malformed (kept as
    written), dead.

    `suppressed_at`: nothing may go there, because… (C56). `former_at`: the person left it for another.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="points", db_index=False
    )  # point_once starts with it
    kind = models.CharField(max_length=12)  # phone, email, whatsapp_id, messenger, instagram
    value = models.CharField(max_length=254)
    state = models.CharField(max_length=10, default="ok")
    because = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    former_at = models.DateTimeField(null=True, blank=True)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    suppressed_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0, db_default=0)
    first_bounce_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "value"], name="point_once")]
        indexes = [models.Index(fields=["business", "value"], name="point_value")]


class OptOut(Owned):
    """A refusal. `purpose`: marketing, or all (everything but legal). Without a point: every channel."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="opt_outs")
    point = models.ForeignKey(ContactPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, default="marketing")
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
