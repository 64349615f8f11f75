"""What the verbs of quotes share: is it still open, and the end of its follow-up."""

from datetime import datetime

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.calendars import local_day
from kaye.records.models import Business, Document
from kaye.records.queries.quotes import state_on

STATES = {
    "draft": "Ce devis n'est pas encore envoyé.",
    "accepted": "Ce devis est déjà accepté.",
    "declined": "Ce devis est refusé : faites-en un nouveau.",
    "expired": "Ce devis est expiré : demandez qu'il soit prolongé.",
    "replaced": "Une nouvelle version remplace ce devis : répondez à la dernière.",
    "cancelled": "Ce devis est annulé.",
}


def open_quote(quote: Document, now: datetime) -> Document:
    """The row read again, which must wait for an answer. Raises Refusal."""
    quote.refresh_from_db()
    if quote.kind != "quote":
        raise Refusal(f"« {quote.number or quote.pk} » n'est pas un devis.")
    state = state_on(quote, local_day(quote.business, now))
    if state != "sent":
        raise Refusal(STATES[state])
    return quote


def settle(business: Business, quote: Document, state: str, now: datetime, **columns: object) -> None:
    """Write the new state; the engine closes its follow-up at once."""
    for name, value in {"state": state, "updated_at": now, **columns}.items():
        setattr(quote, name, value)
    quote.save(update_fields=["state", "updated_at", *columns])
    replan(business=business, customer_ids=[quote.customer_id], now=now)
