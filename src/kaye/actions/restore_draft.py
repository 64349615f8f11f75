"""Bring back a draft that was deleted: another id, the same content."""

from datetime import datetime

from django.db import transaction

from kaye.actions.draft_document import keep_totals
from kaye.actions.refusal import Refusal
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document, Event


def restore_draft(*, business: Business, event: Event, now: datetime, by: str = "") -> Document:
    """From the event that `delete_draft` left. Raises Refusal when it was already brought back."""
    with transaction.atomic():
        lock(business)
        again = Event.objects.filter(business=business, kind="draft_restored", payload__event=event.pk)
        kept = event.payload.get("kept")
        if again.exists() or kept is None or event.customer_id is None:
            raise Refusal("Ce brouillon est déjà de retour, ou ne peut plus revenir.")
        document = Document(
            business=business,
            customer_id=event.customer_id,
            kind=event.payload["kind"],
            asked=kept["asked"],
            source_id=kept["source"],
            original_id=kept["original"],
            sale_id=kept["sale"],
            note=kept["note"],
            created_at=now,
            updated_at=now,
        )
        keep_totals(document)
        document.save()
        touch([event.customer_id], now)
        said = {"document": document.pk, "event": event.pk, "total": document.ttc}
        append(business=business, kind="draft_restored", at=now, customer=event.customer, payload=said, by=by)
    return document
