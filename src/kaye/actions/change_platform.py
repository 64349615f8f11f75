"""What the e-invoicing platform says of an invoice (M15)."""

from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Document, Hold

STATUSES = ("to_transmit", "transmitted", "received", "refused", "cashed")
REFUSED = "refused"
HOLD = "platform"
_YEAR = timedelta(days=366)


def change_platform(
    *, business: Business, document: Document, status: str, now: datetime, number: str = "", by: str = ""
) -> Document:
    """The status, and the platform's number once known. Refused, its debt waits for the owner. Raises Refusal."""
    if status not in STATUSES:
        raise Refusal(f"« {status} » : choisissez parmi {', '.join(STATUSES)}.")
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        if not document.platform_status:
            raise Refusal("Cette facture ne passe pas par une plateforme.")
        document.platform_status, document.updated_at = status, now
        document.platform_number = " ".join(number.split())[:60] or document.platform_number
        document.save(update_fields=["platform_status", "platform_number", "updated_at"])
        _hold(business, document, now)
        append(
            business=business,
            kind="platform_status",
            at=now,
            customer=document.customer,
            payload={"document": document.pk, "status": status, "number": document.platform_number},
            by=by,
        )
        replan(business=business, customer_ids=[document.customer_id], now=now)
    return document


def _hold(business: Business, document: Document, now: datetime) -> None:
    """Nothing is chased and the owner is asked while the invoice is refused; accepted again, the ladder goes on."""
    debt = document.receivable
    ids = debt.instalments.values_list("pk", flat=True) if debt is not None else ()
    cases = Case.objects.filter(
        business=business, subject_type="instalment", subject_id__in=list(ids), closed_at=None
    )
    holds = Hold.objects.filter(business=business, case__in=cases, kind=HOLD, lifted_at=None)
    if document.platform_status != REFUSED:
        holds.update(lifted_at=now, lifted_because="acceptée par la plateforme")
        return
    today = local_day(business, now)
    held = set(holds.values_list("case_id", flat=True))
    for case in cases.exclude(pk__in=held):
        Hold.objects.create(
            business=business,
            customer=document.customer,
            case=case,
            kind=HOLD,
            made_on=today,
            until=today + _YEAR,
            words="facture refusée par la plateforme",
            made_at=now,
        )
