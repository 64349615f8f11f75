"""The request behind a quote ends with it: won when it is signed, lost when it is declined, with the reason (C30)."""

from datetime import datetime

from kaye.actions.inbox.requests import close_request
from kaye.records.models import Business, Document, Request

_REASONS = {"price": "trop_cher", "competitor": "concurrent", "no_answer": "sans_reponse"}


def end_request_of(
    *, business: Business, quote: Document, reason: str, now: datetime, by: str = ""
) -> Request | None:
    """`reason`: won, or why the quote was declined. A new version is still the same need. None: nobody had asked."""
    versions = Document.objects.filter(business=business, kind="quote", number=quote.number)
    ids = [quote.pk, *(versions.values_list("pk", flat=True) if quote.number else ())]
    row = Request.objects.filter(business=business, document__in=ids, closed_at=None).first()
    if row is None:
        return None
    why = "won" if reason == "won" else _REASONS.get(reason, "autre")
    return close_request(business=business, request=row, reason=why, now=now, by=by)
