"""What is sold."""

from django.db import models

from kaye.records.models.owned import Owned


class Product(Owned):
    """An article. `stock` None: not counted. Free stock = stock - reserved. Quantities are whole units."""

    name = models.CharField(max_length=160)
    search = models.CharField(max_length=200)
    price = models.BigIntegerField(null=True, blank=True)
    stock = models.IntegerField(null=True, blank=True)
    reserved = models.IntegerField(default=0)
    threshold = models.IntegerField(null=True, blank=True)
    lifetime_days = models.PositiveIntegerField(null=True, blank=True)
    counted_on = models.DateField(
        null=True, blank=True
    )  # sales dated up to here do not lower the stock (R25)
    low_since = models.DateTimeField(null=True, blank=True)
    low_cycle = models.PositiveIntegerField(
        default=0
    )  # one alert per cycle, re-armed above the threshold (A6)
    created_at = models.DateTimeField()
    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "search"], name="product_once")]

    @property
    def free(self) -> int | None:
        """Pieces that can still be sold; None when the article is not counted."""
        return None if self.stock is None else self.stock - self.reserved


class ProductKey(Owned):
    """A beginning that finds an article, from `Product.search`, as `CustomerKey`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["business", "key", "product"], name="product_key")]
