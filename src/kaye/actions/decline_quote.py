"""A quote is lost, and why (M33); or taken back by the owner."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.request_of_quote import end_request_of
from kaye.actions.quotes import STATES, settle
from kaye.actions.refusal import Refusal
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document
from kaye.records.queries.quotes import state_on

REASONS = {
    "price": "le prix",
    "delay": "le délai",
    "competitor": "un concurrent",
    "no_need": "plus besoin",
    "no_answer": "sans réponse",
    "other": "une autre raison",
}


def decline_quote(
    *, business: Business, quote: Document, reason: str, now: datetime, text: str = "", by: str = ""
) -> Document:
    """Said by the customer, or noted by the owner; past its last day it stays « expired », with its reason (M34).

    Raises Refusal.
    """
    if reason not in REASONS:
        raise Refusal(
            "Dites pourquoi : le prix, le délai, un concurrent, plus besoin, sans réponse ou autre."
        )
    if reason == "other" and not text.strip():
        raise Refusal("Écrivez en quelques mots l'autre raison.")
    with transaction.atomic():
        lock(business)
        quote.refresh_from_db()
        state = state_on(quote, local_day(business, now))
        if quote.kind != "quote" or state not in ("sent", "expired") or quote.reason:
            raise Refusal(STATES.get(state, "Ce devis attend sa réponse."))
        after = "expired" if state == "expired" else "declined"
        words = text.strip()[:300]
        settle(business, quote, after, now, reason=reason, reason_text=words)
        said = {"document": quote.pk, "number": quote.number, "reason": reason, "words": words}
        append(business=business, kind=f"quote_{after}", at=now, customer=quote.customer, payload=said, by=by)
        end_request_of(business=business, quote=quote, reason=reason, now=now, by=by)
        touch([quote.customer_id], now)
    return quote


def cancel_quote(*, business: Business, quote: Document, now: datetime, by: str = "") -> Document:
    """The owner takes a sent quote back. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        quote.refresh_from_db()
        state = state_on(quote, local_day(business, now))
        if quote.kind != "quote" or state not in ("sent", "expired"):
            raise Refusal(STATES.get(state, "Ce devis attend sa réponse."))
        settle(business, quote, "cancelled", now)
        said = {"document": quote.pk, "number": quote.number}
        append(
            business=business, kind="quote_cancelled", at=now, customer=quote.customer, payload=said, by=by
        )
        touch([quote.customer_id], now)
    return quote
