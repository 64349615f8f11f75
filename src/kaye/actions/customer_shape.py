"""A customer as commands and the API answer it (R2, with the credit of M58)."""

from typing import Any

from kaye.actions import shapes
from kaye.records.calendars import currency_of
from kaye.records.models import ContactPoint, Customer
from kaye.records.queries.money import credit_of


def shape_of(customer: Customer) -> dict[str, Any]:
    """{id, name, …, balance, credit}."""
    code = currency_of(customer.business).code
    rows = ContactPoint.objects.filter(customer=customer).exclude(state="malformed").order_by("-id")
    points = dict(rows.values_list("kind", "value"))
    return {
        "id": customer.pk,
        "name": customer.name,
        "civility": customer.civility,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "company": customer.company,
        "phone": points.get("phone"),
        "email": points.get("email"),
        "is_consumer": customer.is_consumer,
        "siren": customer.siren or None,
        "vat_number": customer.vat_number or None,
        "address": customer.address or None,
        "postcode": customer.postcode or None,
        "city": customer.city or None,
        "country": customer.country or None,
        "balance": shapes.money(customer.owed, code),
        "credit": shapes.money(credit_of(customer), code),
    }
