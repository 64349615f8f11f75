"""Give a customer more time to answer a quote (M34)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kaye.actions.documents.ground import ground
from kaye.actions.quotes import STATES
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Document
from kaye.records.queries.quotes import state_on

_LONGEST = timedelta(days=366)


def extend_quote(
    *, business: Business, quote: Document, now: datetime, until: date | None = None, by: str = ""
) -> Document:
    """A later last day, same version; by default the usual validity again from today. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        quote.refresh_from_db()
        today = local_day(business, now)
        state = state_on(quote, today)
        if quote.kind != "quote" or state not in ("sent", "expired"):
            raise Refusal(STATES.get(state, "Ce devis ne se prolonge pas."))
        day = until or today + timedelta(days=ground(business).papers.valid_days)
        if day < today or (quote.valid_until is not None and day <= quote.valid_until):
            raise Refusal("Choisissez un jour après la validité actuelle.")
        if day > today + _LONGEST:
            raise Refusal("Ce jour est dans plus d'un an : choisissez un jour plus proche.")
        before, quote.valid_until = quote.valid_until, day
        quote.state, quote.reason, quote.reason_text, quote.updated_at = "sent", "", "", now
        quote.save(update_fields=["valid_until", "state", "reason", "reason_text", "updated_at"])
        cases = Case.objects.filter(business=business, subject_type="quote", subject_id=quote.pk)
        cases.exclude(closed_at=None).update(closed_at=None, verb="wait", next_at=now, because="")
        said = {
            "document": quote.pk,
            "number": quote.number,
            "from": before.isoformat() if before else None,
            "to": day.isoformat(),
        }
        append(business=business, kind="quote_extended", at=now, customer=quote.customer, payload=said, by=by)
        touch([quote.customer_id], now)
        replan(business=business, customer_ids=[quote.customer_id], now=now)
    return quote
