"""Ring once when an article runs low, and be ready to ring again once it is back (A6)."""

from collections.abc import Iterable
from datetime import datetime

from kaye.actions.close_cases import close_cases
from kaye.actions.open_cases import open_cases
from kaye.actions.replan import replan_house
from kaye.records.models import Business, Product


def watch_stock(*, business: Business, product_ids: Iterable[int], now: datetime) -> None:
    """Compare free stock with the threshold, after any change of stock, reserve or threshold."""
    products = Product.objects.filter(business=business, pk__in=set(product_ids))
    low, back = [], []
    for product in products:
        if is_low(product) and product.low_since is None:
            product.low_since = now
            low.append(product)
        elif not is_low(product) and product.low_since is not None:
            product.low_since = None
            product.low_cycle += 1
            back.append(product)
    Product.objects.bulk_update([*low, *back], ["low_since", "low_cycle"], batch_size=200)
    open_cases(business=business, now=now, products=low)
    close_cases(
        business=business,
        subject_type="product",
        subject_ids=[product.pk for product in back],
        now=now,
        because="stock remonté au-dessus du seuil",
    )
    if low:
        replan_house(business=business, now=now)


def is_low(product: Product) -> bool:
    """Free stock at the threshold or under; never for an article that is not counted or has no threshold."""
    if product.stock is None or product.threshold is None:
        return False
    return product.stock - product.reserved <= product.threshold
