"""Find customers the way people name them."""

import re

from django.db.models import QuerySet

from kaye.records.models import Business, ContactPoint, Customer
from kaye.rules.people import PhoneError, name_key, parse_phone, search_key

_MOST = 50
_POINT = re.compile(r"(phone|email|whatsapp_id|messenger|instagram):(.+)")


def find_customers(business: Business, text: str) -> list[Customer]:
    """Who may be meant: a name without civility and accents, a contact point written as its value or `kind:value`
    (C22), or « #12 » (R36).

    A closer match hides the others: « Mme Jeanne » as stored, the same name, whole words, beginnings.
    """
    text = text.strip()
    if numbered := re.fullmatch(r"#\s*(\d{1,18})", text):
        return list(_of(business).filter(pk=int(numbered[1])))
    if written := _POINT.fullmatch(text):
        return _holding(business, kind=written[1], value=written[2].strip())
    if found := _by_point(business, text) or _holding(business, value=text):
        return found
    if re.fullmatch(r"\d{1,7}", text) and (found := list(_of(business).filter(pk=int(text)))):
        return found
    return _by_name(business, text)


def _of(business: Business) -> QuerySet[Customer]:
    return Customer.objects.filter(business=business)


def _holding(business: Business, **point: str) -> list[Customer]:
    """Those who have that very point; the id of a provider as it gave it."""
    if point.get("kind") in ("phone", "email"):
        return _by_point(business, point["value"])
    points = ContactPoint.objects.filter(business=business, **point)
    return list(_of(business).filter(points__in=points).distinct().order_by("name", "id")[:_MOST])


def _by_point(business: Business, text: str) -> list[Customer]:
    if "@" in text:
        points = ContactPoint.objects.filter(kind="email", value__iexact=text)
    else:
        try:
            points = ContactPoint.objects.filter(value=parse_phone(text, business.country).e164)
        except PhoneError:
            return []
    return list(_of(business).filter(points__in=points).distinct().order_by("name", "id")[:_MOST])


def _by_name(business: Business, text: str) -> list[Customer]:
    key = name_key(text)
    if not key:
        return []
    candidates = _of(business)
    for word in key.split():
        candidates = candidates.filter(search__contains=word)
    found = list(candidates.order_by("-last_activity_at", "-id")[:_MOST])
    closer = (
        lambda c: search_key(c.name) == search_key(text),
        lambda c: name_key(c.name) == key,
        lambda c: set(key.split()) <= set(c.search.split()),
    )
    for fits in closer:
        if nearest := [customer for customer in found if fits(customer)]:
            return nearest
    return found
