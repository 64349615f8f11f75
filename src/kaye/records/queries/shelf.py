"""The shelf: what is low, everything else by name, what one article was sold for."""

from django.db.models import Q

from kaye.records.models import Business, Product, SaleLine
from kaye.records.queries.found import found_products
from kaye.rules.people import search_key

_MOST_LOW = 50
_MOST_FOUND = 200  # beyond, another word is to be typed


def low_products(business: Business) -> list[Product]:
    """Articles that rang and are not back, those with the least first."""
    found = Product.objects.filter(business=business, low_since__isnull=False)
    return list(found.order_by("stock", "search", "id")[:_MOST_LOW])


def products_by_name(
    business: Business, text: str = "", after: tuple[str, int] | None = None, most: int = 50
) -> list[Product]:
    """In the order of names. `text`: only those with these words; `after`: (search, id) of the last one shown.

    Without words the low ones are left out: they stand above.
    """
    if search_key(text):
        return _found_by_name(business, text, after, most)
    found = Product.objects.filter(business=business, low_since=None)
    if after is not None:
        name, pk = after
        found = found.filter(Q(search__gt=name) | Q(search=name, pk__gt=pk))
    return list(found.order_by("search", "id")[:most])


def _found_by_name(business: Business, text: str, after: tuple[str, int] | None, most: int) -> list[Product]:
    rows = sorted(found_products(business, text, _MOST_FOUND), key=lambda p: (p.search, p.pk))
    return [row for row in rows if after is None or (row.search, row.pk) > after][:most]


def latest_lines(product: Product, most: int = 10) -> list[SaleLine]:
    """Who took it lately, cancelled sales left out."""
    lines = SaleLine.objects.filter(business_id=product.business_id, product=product, sale__cancelled_at=None)
    return list(lines.select_related("sale", "customer").order_by("-sold_on", "-id")[:most])
