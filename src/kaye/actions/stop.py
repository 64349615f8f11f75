"""A customer does not want to be written to."""

from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, ContactPoint, Customer, OptOut

PURPOSES = ("marketing", "all")


def stop(
    *,
    business: Business,
    customer: Customer,
    now: datetime,
    purpose: str = "marketing",
    point: ContactPoint | None = None,
    words: str = "",
    by: str = "",
) -> OptOut:
    """Refused on one number or address, or everywhere. Said twice, it is written once. Raises Refusal."""
    if purpose not in PURPOSES:
        raise Refusal("Choisissez : plus de publicité (marketing) ou plus aucun message (all).")
    if point is not None and point.customer_id != customer.pk:
        raise Refusal("Ce numéro n'est pas celui de ce client : rouvrez sa page.")
    with transaction.atomic():
        lock(business)
        known = OptOut.objects.filter(customer=customer, point=point, purpose=purpose, lifted_at=None).first()
        if known:
            return known
        row = OptOut.objects.create(
            business=business, customer=customer, point=point, purpose=purpose, at=now, words=words[:300]
        )
        _after(business, row, "stop_recorded", now, by)
    return row


def lift_stop(*, business: Business, opt_out: OptOut, now: datetime, by: str = "") -> OptOut:
    """The customer agrees again. Raises Refusal when it is already lifted."""
    with transaction.atomic():
        lock(business)
        if not OptOut.objects.filter(pk=opt_out.pk, lifted_at=None).update(lifted_at=now):
            raise Refusal("Ce refus est déjà levé.")
        opt_out.refresh_from_db()
        _after(business, opt_out, "stop_lifted", now, by)
    return opt_out


def _after(business: Business, row: OptOut, kind: str, now: datetime, by: str) -> None:
    said = {"opt_out": row.pk, "purpose": row.purpose, "point": row.point_id}
    append(business=business, kind=kind, at=now, customer=row.customer, payload=said, by=by)
    replan(business=business, customer_ids=[row.customer_id], now=now)
