"""Promise another day of delivery."""

from datetime import date, datetime

from django.db import transaction

from kaye.actions.deliver_order import check_waiting
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Instalment, Sale


def move_delivery(*, business: Business, sale: Sale, promised_on: date, now: datetime, by: str = "") -> Sale:
    """A balance due at the delivery moves with it; a date of payment written apart stays (R13). Raises Refusal."""
    if promised_on < local_day(business, now):
        raise Refusal("Ce jour est passé : choisissez aujourd'hui ou après.")
    with transaction.atomic():
        lock(business)
        sale.refresh_from_db()
        check_waiting(sale)
        before, sale.promised_on = sale.promised_on, promised_on
        sale.save(update_fields=["promised_on"])
        Instalment.objects.filter(receivable__sale=sale, replaced_at=None, due_on=before).update(
            due_on=promised_on
        )
        _follow(business, sale, now)
        said = {
            "sale": sale.pk,
            "from": before.isoformat() if before else None,
            "to": promised_on.isoformat(),
        }
        append(business=business, kind="delivery_moved", at=now, customer=sale.customer, payload=said, by=by)
        replan(business=business, customer_ids=[sale.customer_id] if sale.customer_id else [], now=now)
    return sale


def _follow(business: Business, sale: Sale, now: datetime) -> None:
    """An order whose first promise had passed is announced again."""
    cases = Case.objects.filter(business=business, kind="delivery", subject_type="sale", subject_id=sale.pk)
    if cases.exists():
        cases.exclude(closed_at=None).update(closed_at=None, verb="wait", next_at=now, because="")
        return
    open_cases(business=business, now=now, orders=[sale])
