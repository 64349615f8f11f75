"""Sales: cash, credit, order."""

from django.db import models

from kaye.records.models.owned import Owned


class Sale(Owned):
    """One line of the notebook. `kind`: cash, credit, order (stock reserved until delivered)."""

    customer = models.ForeignKey(
        "records.Customer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sales",
        db_index=False,  # sale_customer starts with it
    )
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()  # per business, for people: « commande 12 »
    sold_on = models.DateField()
    total = models.BigIntegerField()
    promised_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    client_id = models.CharField(
        max_length=64, null=True, blank=True
    )  # one per form shown: a double tap sells once
    created_at = models.DateTimeField()
    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "client_id"], name="sale_client_id_once"),
            models.UniqueConstraint(fields=["business", "number"], name="sale_number_once"),
        ]
        indexes = [
            models.Index(fields=["business", "sold_on"], name="sale_day"),
            models.Index(fields=["customer", "sold_on"], name="sale_customer"),
        ]


class SaleLine(Owned):
    """An article sold: whole quantity, unit price in minor units."""

    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="lines")
    customer = models.ForeignKey(
        "records.Customer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # line_repurchase starts with it
    )
    product = models.ForeignKey(
        "records.Product",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
    )
    name = models.CharField(max_length=160)
    quantity = models.IntegerField(default=1)
    unit_price = models.BigIntegerField()
    lifetime_days = models.PositiveIntegerField(null=True, blank=True)
    sold_on = models.DateField()
    took_stock = models.BooleanField(default=False)  # this line lowered or reserved the stock

    class Meta:
        indexes = [models.Index(fields=["customer", "product", "sold_on"], name="line_repurchase")]
