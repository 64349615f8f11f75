"""Who and what is meant by what was typed: bounded looks only, whatever the size of the shop.

Beginnings first (of a name, of any of its words, of a number, or its end), from an index; then a piece of a word among
the customers seen last or the first articles.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from kaye.records.models import Business, ContactPoint, Customer, CustomerKey, Product, ProductKey
from kaye.records.search import AFTER, backwards
from kaye.rules.people import PhoneError, name_key, parse_phone, search_key

_LATEST = 1000  # looked at word by word
_FEWEST_DIGITS = 3  # of the end of a number

Row = TypeVar("Row", bound=Model)


def found_customers(business: Business, text: str, size: int) -> list[Customer]:
    """At most `size`: a whole phone or e-mail, beginnings, then a piece of a word among the latest seen."""
    key = name_key(text)
    if not key:
        return []
    own = Customer.objects.filter(business=business)
    found = {c.pk: c for c in _by_point(business, text, size)}
    keys = CustomerKey.objects.filter(business=business)
    latest = own.order_by("-last_activity_at", "-id")
    return _look(found, own, keys, "customer_id", latest, text, key, size)


def found_products(business: Business, text: str, size: int) -> list[Product]:
    """At most `size`: beginnings of any word of the name, then a piece of a word among the first by name."""
    key = search_key(text)
    if not key:
        return []
    own = Product.objects.filter(business=business)
    keys = ProductKey.objects.filter(business=business)
    return _look({}, own, keys, "product_id", own.order_by("search", "id"), text, key, size)


def _look(
    found: dict[int, Row],
    own: QuerySet[Row],
    keys: QuerySet[Any],
    column: str,
    latest: QuerySet[Row],
    text: str,
    key: str,
    size: int,
) -> list[Row]:
    for start in _starts(text, key):
        ids = [pk for pk in _beginning(keys, column, start, size) if pk not in found]
        rows = {row.pk: row for row in own.filter(id__within=ids)} if ids else {}
        found |= {pk: rows[pk] for pk in ids if pk in rows}
    words = _words(text, key)
    if len(found) < size and len(words) > 1:
        found |= {
            row.pk: row for row in _holding(own.filter(id__within=_rarest(keys, column, words)), words)[:size]
        }
    if len(found) < size:
        seen = own.filter(pk__in=latest.values("pk")[:_LATEST])
        found |= {row.pk: row for row in _holding(seen, words).order_by(*latest.query.order_by)[:size]}
    return list(found.values())[:size]


def _starts(text: str, key: str) -> Iterator[bytes]:
    digits = _digits(text)
    if not digits:
        yield key.encode()
        return
    yield digits.lstrip("0").encode() or digits.encode()
    if len(digits) >= _FEWEST_DIGITS:
        yield backwards(digits)


def _words(text: str, key: str) -> list[str]:
    """A number is looked for as its digits alone (« 677 12 » finds 677123456)."""
    digits = _digits(text)
    return [digits.lstrip("0") or digits] if digits else key.split()


def _digits(text: str) -> str:
    """The digits of what holds no letter, else nothing."""
    return "" if any(char.isalpha() for char in text) else "".join(filter(str.isdigit, text))


def _beginning(keys: QuerySet[Any], column: str, start: bytes, most: int) -> list[int]:
    """Ids in the order of the keys, at most `most`."""
    rows = keys.filter(key__gte=start, key__lt=start + AFTER).order_by("key", column)
    return list(dict.fromkeys(rows.values_list(column, flat=True)[: 2 * most]))[:most]


def _rarest(keys: QuerySet[Any], column: str, words: list[str]) -> list[int]:
    """Who has a word that begins as the rarest of these, tried from the longest; at most `_LATEST`."""
    ids: list[int] = []
    for word in sorted(words, key=len, reverse=True)[:3]:
        ids = _beginning(keys, column, word.encode(), _LATEST)
        if len(ids) < _LATEST:
            break
    return ids


def _holding(rows: QuerySet[Row], words: list[str]) -> QuerySet[Row]:
    for word in words:
        rows = rows.filter(search__contains=word)
    return rows


def _by_point(business: Business, text: str, size: int) -> QuerySet[Customer]:
    own = Customer.objects.filter(business=business).order_by("name", "id")
    if "@" in text:
        value = text.strip()
    else:
        try:
            value = parse_phone(text, business.country).e164
        except PhoneError:
            return own.none()
    points = ContactPoint.objects.filter(business=business, value=value).order_by("id")
    return own.filter(id__within=list(points.values_list("customer_id", flat=True)[:size]))
