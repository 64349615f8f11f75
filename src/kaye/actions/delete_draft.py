"""Delete a draft: no number is used, an event stays (M10)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.change_draft import check_draft
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document, Event


def delete_draft(*, business: Business, document: Document, now: datetime, by: str = "") -> Event:
    """The event keeps what it was, so that it can come back. Raises Refusal when it is no draft any more."""
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        check_draft(document)
        kept = {
            "asked": document.asked,
            "source": document.source_id,
            "original": document.original_id,
            "sale": document.sale_id,
            "note": document.note,
        }
        event = append(
            business=business,
            kind="draft_deleted",
            at=now,
            customer=document.customer,
            payload={"document": document.pk, "kind": document.kind, "total": document.ttc, "kept": kept},
            by=by,
        )
        document.delete()
    return event
