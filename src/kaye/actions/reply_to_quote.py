"""What a customer says of a quote without answering it yet (M33): facts, never states."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from kaye.actions.hold import place_hold
from kaye.actions.quotes import open_quote
from kaye.actions.refusal import Refusal
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Document, Hold, Link
from kaye.records.queries.history import BY_CUSTOMER
from kaye.records.queries.quotes import state_on

BY = BY_CUSTOMER
_LONGEST = 300


def say_too_dear(
    *, business: Business, quote: Document, now: datetime, words: str = "", by: str = BY
) -> list[Hold]:
    """« C'est trop cher »: a thing for the owner, and 3 working days without a message. Raises Refusal."""
    return _hold(business, quote, "too_dear", now, words, by)


def say_later(*, business: Business, quote: Document, until: date, now: datetime, by: str = BY) -> list[Hold]:
    """« Plus tard, à partir du… »: nothing until that day. Raises Refusal."""
    return _hold(business, quote, "pause", now, f"plus tard, le {until:%d/%m/%Y}", by, until)


def ask_about_quote(
    *, business: Business, quote: Document, question: str, now: datetime, by: str = BY
) -> list[Hold]:
    """A question: nothing leaves before the owner has answered. Raises Refusal."""
    if not question.strip():
        raise Refusal("Écrivez votre question.")
    return _hold(business, quote, "question", now, question, by)


def ask_again(*, business: Business, quote: Document, now: datetime, by: str = BY) -> None:
    """« Redemander ce devis », after its last day: a thing for the owner (M34)."""
    with transaction.atomic():
        lock(business)
        if state_on(quote, local_day(business, now)) != "expired":
            raise Refusal("Ce devis n'est pas expiré : vous pouvez y répondre ici.")
        said = {"document": quote.pk, "number": quote.number}
        append(
            business=business,
            kind="customer_asks_again",
            at=now,
            customer=quote.customer,
            payload=said,
            by=by,
        )
        for case in _cases(business, quote):
            place_hold(
                business=business,
                customer=quote.customer,
                kind="question",
                now=now,
                case=case,
                words=f"redemande le devis {quote.number}",
                by=by,
            )
        touch([quote.customer_id], now)


def mark_opened(*, business: Business, link: Link, now: datetime) -> None:
    """The page was really looked at: asked by its script or its button, never by a GET (M40). Once."""
    with transaction.atomic():
        rows = Link.objects.filter(business=business, pk=link.pk, opened_at=None)
        if rows.update(opened_at=now):
            said = {"link": link.pk, "kind": link.kind, "document": link.document_id}
            append(business=business, kind="link_opened", at=now, customer=link.customer, payload=said, by=BY)


def _hold(
    business: Business,
    quote: Document,
    kind: str,
    now: datetime,
    words: str,
    by: str,
    until: date | None = None,
) -> list[Hold]:
    customer = quote.customer
    said = words.strip()[:_LONGEST]
    with transaction.atomic():
        lock(business)
        open_quote(quote, now)
        held = [
            place_hold(
                business=business,
                customer=customer,
                kind=kind,
                now=now,
                until=until,
                case=case,
                words=said,
                by=by,
            )
            for case in _cases(business, quote)
        ]
        append(
            business=business,
            kind=f"customer_{'later' if kind == 'pause' else kind}",
            at=now,
            customer=customer,
            payload={
                "document": quote.pk,
                "number": quote.number,
                "words": said,
                "until": until.isoformat() if until else None,
                "holds": [hold.pk for hold in held],
            },
            by=by,
        )
        touch([customer.pk], now)
    return held


def _cases(business: Business, quote: Document) -> QuerySet[Case]:
    return Case.objects.filter(business=business, subject_type="quote", subject_id=quote.pk, closed_at=None)
