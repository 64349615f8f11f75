"""The ways to reach a customer: add one, say that it is dead, take it away."""

from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.silence import keep_silence
from kaye.records.journal import append
from kaye.records.models import Business, ContactPoint, Customer, Link
from kaye.records.search import keep_customer_keys, search_text
from kaye.rules.people import EmailError, PhoneError, parse_email, parse_phone

STATES = ("ok", "malformed", "dead")


def add_point(
    *, business: Business, customer: Customer, kind: str, value: str, now: datetime, by: str = ""
) -> ContactPoint:
    """One more phone or e-mail; one that was dead is alive again. Raises Refusal."""
    _, value = read_point(business, kind, value, customer.country)
    with transaction.atomic():
        point, _ = ContactPoint.objects.update_or_create(
            customer=customer,
            kind=kind,
            value=value,
            defaults={"state": "ok", "because": "", "suppressed_at": None, "soft_bounces": 0},
            create_defaults={"business": business, "created_at": now},
        )
        keep_silence(business=business, points=[point], now=now)
        _after(business, customer, now, "point_added", point, by)
    return point


def change_point(
    *,
    business: Business,
    point: ContactPoint,
    now: datetime,
    value: str | None = None,
    state: str | None = None,
    because: str = "",
    by: str = "",
) -> ContactPoint:
    """Correct it, or say what it is worth (ok, malformed, dead). A corrected one is ok. Raises Refusal."""
    if state is not None and state not in STATES:
        raise Refusal(f"« {state} » : choisissez parmi {', '.join(STATES)}.")
    customer = point.customer
    with transaction.atomic():
        if value is not None:
            _, point.value = read_point(business, point.kind, value, customer.country)
            others = customer.points.filter(kind=point.kind, value=point.value).exclude(pk=point.pk)
            if others.exists():
                raise Refusal(f"{customer.name} a déjà {point.value} : retirez plutôt l'autre ligne.")
        point.state = state or ("ok" if value is not None else point.state)
        point.because = because[:200]
        if (
            value is not None or point.state == "dead"
        ):  # it may be somebody else's: its links open no more (M39)
            Link.objects.filter(point=point, revoked_at=None).update(revoked_at=now)
        point.save(update_fields=["value", "state", "because"])
        _after(business, customer, now, "point_changed", point, by)
    return point


def remove_point(*, business: Business, point: ContactPoint, now: datetime, by: str = "") -> None:
    """Take it off the customer's page; messages already sent keep their address."""
    customer = point.customer
    with transaction.atomic():
        point.delete()
        _after(business, customer, now, "point_removed", point, by)


def read_point(business: Business, kind: str, value: str, country: str) -> tuple[str, str]:
    """(kind, value as stored). Raises Refusal with what to write."""
    try:
        if kind == "phone":
            return kind, parse_phone(value, country or business.country).e164
        if kind == "email":
            return kind, parse_email(value).lower()  # nobody has two mailboxes that differ by it (C22)
    except (PhoneError, EmailError) as fault:
        raise Refusal(str(fault)) from None
    raise Refusal("Choisissez un téléphone ou une adresse e-mail.")


def index_customer(customer: Customer) -> None:
    """Write again what the customer is found by, after a change of name or of points."""
    points = list(customer.points.order_by("id").values_list("kind", "value"))
    customer.search = search_text(
        (customer.first_name, customer.last_name, customer.company),
        (value for kind, value in points if kind == "phone"),
        (value for kind, value in points if kind == "email"),
    )
    customer.save(update_fields=["search"])
    keep_customer_keys(customer.business, [customer])


def _after(
    business: Business, customer: Customer, now: datetime, kind: str, point: ContactPoint, by: str
) -> None:
    index_customer(customer)
    said = {"kind": point.kind, "value": point.value, "state": point.state}
    append(business=business, kind=kind, at=now, customer=customer, payload=said, by=by)
    replan(business=business, customer_ids=[customer.pk], now=now)
