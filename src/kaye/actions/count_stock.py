"""Write what is on the shelf, and what an article costs."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.watch_stock import watch_stock
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Product
from kaye.records.search import keep_product_keys
from kaye.rules.people import search_key

_MOST = 2_000_000_000  # pieces: the width of the column
_MOST_MONEY = 10**15


def count_stock(
    *,
    business: Business,
    now: datetime,
    product: Product | None = None,
    name: str = "",
    stock: int | None = None,
    add: int | None = None,
    price: int | None = None,
    threshold: int | None = None,
    lifetime_days: int | None = None,
    forget: Sequence[str] = (),
    by: str = "",
) -> Product:
    """Set what is given; an unknown name makes the article. Raises Refusal.

    `stock`: pieces counted today. `add`: pieces that arrive, or leave when negative. `price` in minor units.
    `threshold`: rings when free stock reaches it. `forget`: fields emptied (an article no more counted, say).
    """
    if stock is not None and add is not None:
        raise Refusal("Donnez le stock compté ou ce qui arrive, pas les deux.")
    given = {"stock": stock, "price": price, "threshold": threshold, "lifetime_days": lifetime_days}
    changes = {field: value for field, value in given.items() if value is not None}
    _check(changes)
    with transaction.atomic():
        lock(business)
        row = _product(business, product, name, now)
        if add is not None:
            changes["stock"] = (row.stock or 0) + add
            _check(changes)
        if stock is not None or row.counted_on is None:
            row.counted_on = local_day(business, now) if "stock" in changes else row.counted_on
        for field, value in {**dict.fromkeys(forget), **changes}.items():
            setattr(row, field, value)
        row.save()
        watch_stock(business=business, product_ids=[row.pk], now=now)
        row.refresh_from_db()
        append(
            business=business,
            kind="stock_counted",
            at=now,
            payload={"product": row.pk, **dict.fromkeys(forget), **changes},
            by=by,
        )
    return row


def _product(business: Business, product: Product | None, name: str, now: datetime) -> Product:
    if product is not None:
        return Product.objects.get(business=business, pk=product.pk)
    key = search_key(name)
    if not key:
        raise Refusal("Écrivez le nom de l'article.")
    row, is_new = Product.objects.get_or_create(
        business=business, search=key[:200], defaults={"name": name.strip()[:160], "created_at": now}
    )
    if is_new:
        keep_product_keys(business, [row])
    return row


def _check(changes: dict[str, int]) -> None:
    if abs(changes.get("stock", 0)) > _MOST or not 0 <= changes.get("threshold", 0) <= _MOST:
        raise Refusal("Le stock et le seuil d'alerte sont des nombres de pièces : vérifiez-les.")
    if not 0 <= changes.get("price", 0) <= _MOST_MONEY:
        raise Refusal("Le prix ne peut pas être négatif : vérifiez-le.")
    if not 0 <= changes.get("lifetime_days", 0) <= 3650:
        raise Refusal("La durée d'un article va jusqu'à 3 650 jours : vérifiez-la.")
