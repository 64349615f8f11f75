"""What a sale does to the stock."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F

from kaye.records.models import Product, Sale, SaleLine


def take_stock(*, sale: Sale, lines: Iterable[SaleLine], on: date) -> set[int]:
    """Goods that left lower the stock; an order not yet delivered reserves them. Returns the products.

    A sale older than the last count is already in that count (R25): it takes nothing. `line.took_stock` tells
    what must come back if the sale is cancelled; the caller recounts `reserved`.
    """
    waits = sale.kind == "order" and sale.delivered_on is None
    touched = set()
    for line in lines:
        if line.product is None:
            continue
        line.took_stock = waits or _is_counted(line.product, on)
        line.save(update_fields=["took_stock"])
        touched.add(line.product.pk)
        if line.took_stock and not waits:
            Product.objects.filter(pk=line.product.pk).update(stock=F("stock") - line.quantity)
    return touched


def give_back_stock(*, sale: Sale, lines: Iterable[SaleLine]) -> set[int]:
    """The goods of a cancelled sale are on the shelf again. Returns the products."""
    left = sale.kind != "order" or sale.delivered_on is not None
    touched = set()
    for line in lines:
        if not line.took_stock or line.product_id is None:
            continue
        touched.add(line.product_id)
        if left:
            counted = Product.objects.filter(pk=line.product_id, stock__isnull=False)
            counted.update(stock=F("stock") + line.quantity)
    return touched


def _is_counted(product: Product, on: date) -> bool:
    return product.stock is not None and (product.counted_on is None or on >= product.counted_on)
