"""Words between members, in the thread of a customer; the customer never sees them."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.threads import thread_of
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, Customer, Note

_LONGEST = 5000


def note(*, business: Business, customer: Customer, text: str, now: datetime, by: str = "") -> Note:
    """Not an answer: the clock goes on (C31). Raises Refusal for an empty one."""
    if not text.strip():
        raise Refusal("Écrivez votre note.")
    with transaction.atomic():
        row = Note.objects.create(
            business=business,
            thread=thread_of(customer, now),
            text=text.strip()[:_LONGEST],
            by=by[:120],
            at=now,
        )
        append(
            business=business, kind="note_written", at=now, customer=customer, payload={"note": row.pk}, by=by
        )
    return row
