"""Delete a draft: no number is used, an event stays (M10)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.change_draft import check_draft
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document


def delete_draft(*, business: Business, document: Document, now: datetime, by: str = "") -> None:
    """Raises Refusal when it is no draft any more."""
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        check_draft(document)
        append(
            business=business,
            kind="draft_deleted",
            at=now,
            customer=document.customer,
            payload={"document": document.pk, "kind": document.kind, "total": document.ttc},
            by=by,
        )
        document.delete()
