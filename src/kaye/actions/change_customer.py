"""Correct what is known of a customer."""

from datetime import datetime

from django.db import transaction

from kaye.actions.point import index_customer
from kaye.actions.record_customer import Identity, checked_identity, read_name
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.models import Business, Customer
from kaye.rules.people import PersonName, display_name

_PARTS = ("civility", "first_name", "last_name", "company")
_UNCHANGED = object()  # None is an answer: « I don't know if it is a firm »


def change_customer(
    *,
    business: Business,
    customer: Customer,
    now: datetime,
    parts: PersonName | None = None,
    country: str | None = None,
    is_consumer: bool | object | None = _UNCHANGED,
    informal: bool | None = None,
    address: str | None = None,
    notes: str | None = None,
    identity: Identity | None = None,
    by: str = "",
) -> Customer:
    """Only what is given changes. Raises Refusal for a name that can't be used."""
    given = {"country": country, "informal": informal, "address": address, "notes": notes}
    changes = {name: value for name, value in given.items() if value is not None}
    if is_consumer is not _UNCHANGED:
        changes["is_consumer"] = is_consumer  # type: ignore[assignment]
    if parts is not None:
        name = read_name("", parts, customer.country or business.country)
        changes |= {part: getattr(name, part) for part in _PARTS}
        changes["name"] = display_name(name)[:250]
    if identity is not None:
        known = checked_identity(identity, country or customer.country or business.country)
        changes |= {each: getattr(known, each) for each in ("siren", "vat_number", "postcode", "city")}
    changed = [field for field, value in changes.items() if getattr(customer, field) != value]
    with transaction.atomic():
        for field in changed:
            setattr(customer, field, changes[field])
        if changed:
            customer.save(update_fields=changed)
            index_customer(customer)
        append(
            business=business,
            kind="customer_changed",
            at=now,
            customer=customer,
            payload={"fields": sorted(changed)},
            by=by,
        )
        replan(business=business, customer_ids=[customer.pk], now=now)
    return customer
