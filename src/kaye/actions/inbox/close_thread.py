"""Nothing more is expected in this thread; it opens again by itself when they need an answer (C28, C30)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.requests import close_request
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.threads import thread_of
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Request, Thread


def close_thread(
    *, business: Business, customer: Customer, now: datetime, reason: str = "", by: str = ""
) -> Thread:
    """Its open requests end with it, for `reason` (C30). Raises Refusal without one while a request is open."""
    with transaction.atomic():
        lock(business)
        thread = thread_of(customer, now)
        waiting = list(Request.objects.filter(business=business, customer=customer, closed_at=None))
        if waiting and not reason:
            raise Refusal("Une demande est ouverte : donnez la raison (won, trop_cher, sans_reponse…).")
        for request in waiting:
            close_request(business=business, request=request, reason=reason, now=now, by=by)
        thread.closed_at, thread.snoozed_at, thread.snoozed_until, thread.until_reply = now, None, None, False
        thread.save(update_fields=["closed_at", "snoozed_at", "snoozed_until", "until_reply"])
        append(
            business=business,
            kind="thread_closed",
            at=now,
            customer=customer,
            payload={"reason": reason},
            by=by,
        )
        return settle(thread, now)
