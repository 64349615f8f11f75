"""Give up late fees, with a reason: the owner only (M51, M56)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from kaye.actions.claim_fees import amounts_of, computed_json, freeze
from kaye.actions.compute_fees import compute_fees
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Fee, Receivable
from kaye.rules.documents.late_fees import Status


def waive_fees(
    *, business: Business, receivable: Receivable, reason: str, on: date, now: datetime, by: str = ""
) -> list[Fee]:
    """Everything claimed and not paid; when nothing was, what has accrued until this day. Raises Refusal."""
    if not reason.strip():
        raise Refusal("Dites pourquoi vous renoncez à ces frais.")
    with transaction.atomic():
        lock(business)
        if not _open(receivable):
            fees = compute_fees(business=business, receivable=receivable, on=on)
            if fees.status is not Status.COMPUTED:
                raise Refusal(fees.reason)
            freeze(receivable, amounts_of(fees), computed_json(fees), on, now, f"w{on.isoformat()}")
        waived = _open(receivable)
        if not waived:
            raise Refusal("Aucun frais n'est demandé pour cette dette : il n'y a rien à abandonner.")
        for fee in waived:
            fee.waived_at, fee.waived_because = now, reason.strip()[:300]
            fee.save(update_fields=["waived_at", "waived_because"])
        append(
            business=business,
            kind="fees_waived",
            at=now,
            customer=receivable.customer,
            payload={
                "receivable": receivable.pk,
                "fees": [[fee.pk, fee.kind, fee.amount - fee.paid] for fee in waived],
                "reason": reason.strip()[:300],
            },
            by=by,
            money=True,
        )
    return waived


def _open(receivable: Receivable) -> list[Fee]:
    rows = Fee.objects.filter(receivable=receivable, waived_at=None, paid__lt=F("amount"))
    return list(rows.order_by("claimed_on", "pk"))
