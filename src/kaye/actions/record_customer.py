"""Write a customer in the notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.point import read_point
from kaye.actions.refusal import Refusal
from kaye.actions.silence import keep_silence
from kaye.countries.pack import codes, pack
from kaye.records.journal import append
from kaye.records.models import Business, ContactPoint, Customer
from kaye.records.search import keep_customer_keys, search_text
from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.seller import parse_siren, parse_vat_number
from kaye.rules.people import PersonName, display_name, name_error, split_name


@dataclass(frozen=True, slots=True)
class Identity:
    """What the papers of a customer print. `siren`: or the registration number of its country."""

    siren: str = ""
    vat_number: str = ""
    postcode: str = ""
    city: str = ""


NO_IDENTITY = Identity()


def record_customer(
    *,
    business: Business,
    now: datetime,
    name_raw: str = "",
    parts: PersonName | None = None,
    phone: str | None = None,
    email: str | None = None,
    country: str = "",
    is_consumer: bool | None = None,
    informal: bool = False,
    address: str = "",
    notes: str = "",
    identity: Identity = NO_IDENTITY,
    by: str = "",
) -> Customer:
    """A new customer. The name comes in one piece or in parts. Raises Refusal for a name, phone or e-mail
    that can't be used."""
    name = read_name(name_raw, parts, country or business.country)
    known = checked_identity(identity, country or business.country)
    points = [
        read_point(business, kind, value, country)
        for kind, value in (("phone", phone), ("email", email))
        if value and value.strip()
    ]
    return write_customer(
        business=business,
        now=now,
        name=name,
        points=points,
        country=country,
        is_consumer=is_consumer,
        informal=informal,
        address=address,
        notes=notes,
        identity=known,
        by=by,
    )


def write_customer(
    *,
    business: Business,
    now: datetime,
    name: PersonName,
    points: Sequence[tuple[str, str]] = (),
    country: str = "",
    is_consumer: bool | None = None,
    informal: bool = False,
    address: str = "",
    notes: str = "",
    identity: Identity = NO_IDENTITY,
    by: str = "",
) -> Customer:
    """The card of what was read already. `points`: (kind, value as stored)."""
    with transaction.atomic():
        customer = Customer.objects.create(
            business=business,
            civility=name.civility[:30],
            first_name=name.first_name[:80],
            last_name=name.last_name[:80],
            company=name.company[:160],
            name=display_name(name)[:250],
            search=search_text(spoken_names(name), *_values(points)),
            country=country,
            is_consumer=is_consumer,
            informal=informal,
            address=address[:300],
            notes=notes,
            siren=identity.siren,
            vat_number=identity.vat_number,
            postcode=identity.postcode,
            city=identity.city,
            last_activity_at=now,
            created_at=now,
        )
        keep_customer_keys(business, [customer], are_new=True)
        written = ContactPoint.objects.bulk_create(
            ContactPoint(business=business, customer=customer, kind=kind, value=value, created_at=now)
            for kind, value in points
        )
        keep_silence(business=business, points=written, now=now)
        append(
            business=business,
            kind="customer_recorded",
            at=now,
            customer=customer,
            payload={"customer": customer.pk, "name": customer.name},
            by=by,
        )
    return customer


def read_name(raw: str, parts: PersonName | None, country: str) -> PersonName:
    """The parts of a name. Raises Refusal."""
    said = display_name(parts) if parts else raw
    if fault := name_error(said):
        raise Refusal(fault)
    return parts or split_name(raw, country)


def checked_identity(identity: Identity, country: str) -> Identity:
    """The numbers as they are kept. Raises Refusal. Only French territories number firms by SIREN."""
    try:
        number = " ".join(identity.siren.split())
        if number and is_known(country) and pack(country).law == "FR":
            number = parse_siren(number)
        vat = parse_vat_number(identity.vat_number) if identity.vat_number.strip() else ""
    except DocumentError as fault:
        raise Refusal(str(fault)) from None
    return Identity(number[:20], vat[:20], identity.postcode.strip()[:12], identity.city.strip()[:120])


def is_known(country: str) -> bool:
    """Whether this country has a pack."""
    return country in codes()


def spoken_names(name: PersonName) -> tuple[str, ...]:
    """What people may call this customer, for `Customer.search`."""
    return (name.first_name, name.last_name, name.company)


def _values(points: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [v for kind, v in points if kind == "phone"], [v for kind, v in points if kind == "email"]
