"""Write on a paper what only the business reads."""

from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document

_LONGEST = 2000


def note_document(*, business: Business, document: Document, note: str, now: datetime, by: str = "") -> None:
    """Never printed, never sent; whatever the state of the paper. Raises Refusal when too long."""
    text = note.strip()
    if len(text) > _LONGEST:
        raise Refusal(f"Gardez au plus {_LONGEST} caractères.")
    with transaction.atomic():
        lock(business)
        if not Document.objects.filter(pk=document.pk).exclude(note=text).update(note=text):
            return
        document.note = text
        append(
            business=business,
            kind="document_noted",
            at=now,
            customer=document.customer,
            payload={"document": document.pk},
            by=by,
        )
