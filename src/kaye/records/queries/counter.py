"""What the counter asks: who is it, what is sold here, which orders wait."""

from collections import Counter
from datetime import date

from django.db.models import F, Q, QuerySet

from kaye.records.models import Business, Customer, Product, Sale, SaleLine
from kaye.records.queries.found import found_customers, found_products
from kaye.rules.people import name_key, search_key

_LATEST = 200  # lines looked at to know what sells


def suggest_customers(business: Business, text: str, most: int = 6) -> list[Customer]:
    """Who is meant by what was typed; a phone may be typed with spaces. Nothing typed: the latest seen."""
    if name_key(text):
        return found_customers(business, text, most)
    return list(Customer.objects.filter(business=business).order_by("-last_activity_at", "-id")[:most])


def suggest_products(business: Business, text: str, most: int = 6) -> list[Product]:
    """Articles whose name holds every word typed. Nothing typed: the first by name."""
    if search_key(text):
        return found_products(business, text, most)
    return list(Product.objects.filter(business=business).order_by("search", "id")[:most])


def best_sellers(business: Business, most: int = 9) -> list[Product]:
    """What was sold most often lately, then the first articles of the catalogue."""
    lines = SaleLine.objects.filter(business=business, product__isnull=False).order_by("-id")
    often = Counter(lines.values_list("product_id", flat=True)[:_LATEST])
    ranked = [pk for pk, _ in often.most_common(most)]
    products = Product.objects.filter(business=business)
    by_pk = products.in_bulk(ranked)
    others = products.exclude(pk__in=ranked).order_by("search")[: most - len(by_pk)]
    return [*(by_pk[pk] for pk in ranked if pk in by_pk), *others]


def waiting_orders(
    business: Business, after: tuple[date | None, int] | None = None, most: int = 30
) -> list[Sale]:
    """Orders to deliver, the nearest promise first, undated ones last. `after`: the last one already shown."""
    orders = Sale.objects.filter(business=business, kind="order", delivered_on=None, cancelled_at=None)
    if after is not None:
        orders = orders.filter(_beyond(*after))
    rows: QuerySet[Sale] = orders.select_related("customer").prefetch_related(
        "lines", "receivables__instalments"
    )
    return list(rows.order_by(F("promised_on").asc(nulls_last=True), "id")[:most])


def _beyond(day: date | None, pk: int) -> Q:
    if day is None:
        return Q(promised_on=None, pk__gt=pk)
    return Q(promised_on__gt=day) | Q(promised_on=day, pk__gt=pk) | Q(promised_on=None)
