"""Change a quote already sent: another version of the same number, or an amendment once it is accepted (M35)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.documents.parts import WHOLE, asked_of
from kaye.actions.draft_document import keep_totals, kept
from kaye.actions.quotes import STATES
from kaye.actions.refusal import Refusal
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document
from kaye.records.queries.links import last_version
from kaye.records.queries.quotes import state_on


def new_quote_version(
    *,
    business: Business,
    quote: Document,
    now: datetime,
    asked: Mapping[str, Any] | None = None,
    by: str = "",
) -> Document:
    """A draft that will take the place of this one when it is sent. Without `asked`, the same lines.

    An accepted quote is fixed: its amendment is a new quote that names it (`source`). Raises Refusal.
    """
    with transaction.atomic():
        lock(business)
        quote = last_version(Document.objects.select_related("customer").get(business=business, pk=quote.pk))
        state = state_on(quote, local_day(business, now))
        if quote.kind != "quote" or state in ("draft", "cancelled"):
            raise Refusal(STATES.get(state, "Ce document n'est pas un devis."))
        if (known := Document.objects.filter(replaces=quote).first()) is not None:
            raise Refusal(f"Une version {known.version} est déjà en brouillon : modifiez-la.")
        amends = state == "accepted"
        draft = Document(
            business=business,
            customer=quote.customer,
            kind="quote",
            asked=kept(business, quote.customer, asked if asked is not None else asked_of(quote), WHOLE),
            number="" if amends else quote.number,
            version=1 if amends else quote.version + 1,
            source=quote if amends else None,
            replaces=None if amends else quote,
            created_at=now,
            updated_at=now,
        )
        keep_totals(draft)
        draft.save()
        said = {"document": draft.pk, "of": quote.pk, "number": quote.number, "version": draft.version}
        append(business=business, kind="quote_revised", at=now, customer=quote.customer, payload=said, by=by)
    return draft
