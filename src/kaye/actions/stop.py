"""A customer does not want to be written to."""

from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Consent, ContactPoint, Customer, OptOut
from kaye.rules.consent import OWN_ACTS
from kaye.rules.consent import PURPOSES as KNOWN_PURPOSES

PURPOSES = ("marketing", "all")


def stop(
    *,
    business: Business,
    customer: Customer,
    now: datetime,
    purpose: str = "marketing",
    point: ContactPoint | None = None,
    words: str = "",
    how: str = "member",
    by: str = "",
) -> OptOut:
    """Refused on one number or address, or everywhere. Said twice, it is written once. Raises Refusal.

    `how`: the proof: message, page, unsubscribe, form, provider, member, import.
    """
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
        _prove(row, "opted_out", how, now, by)
        _after(business, row, "stop_recorded", now, by)
    return row


def lift_stop(
    *, business: Business, opt_out: OptOut, now: datetime, how: str = "undo", by: str = ""
) -> OptOut:
    """The customer agrees again, or it was noted by mistake (« undo »). Raises Refusal when it is already lifted."""
    with transaction.atomic():
        lock(business)
        if not OptOut.objects.filter(pk=opt_out.pk, lifted_at=None).update(lifted_at=now):
            raise Refusal("Ce refus est déjà levé.")
        opt_out.refresh_from_db()
        _prove(opt_out, "opted_in" if how in OWN_ACTS else "unknown", how, now, by)
        _after(business, opt_out, "stop_lifted", now, by)
    return opt_out


def _prove(row: OptOut, state: str, how: str, now: datetime, by: str) -> None:
    """One line of proof for each purpose it bears on (C52)."""
    Consent.objects.bulk_create(
        [
            Consent(
                business=row.business,
                customer=row.customer,
                point=row.point,
                purpose=purpose,
                state=state,
                how=how,
                words=row.words,
                by=by[:120],
                at=now,
            )
            for purpose in (KNOWN_PURPOSES if row.purpose == "all" else (row.purpose,))
        ]
    )


def _after(business: Business, row: OptOut, kind: str, now: datetime, by: str) -> None:
    said = {"opt_out": row.pk, "purpose": row.purpose, "point": row.point_id}
    append(business=business, kind=kind, at=now, customer=row.customer, payload=said, by=by)
    replan(business=business, customer_ids=[row.customer_id], now=now)
