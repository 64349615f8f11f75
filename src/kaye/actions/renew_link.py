"""« Demander un nouveau lien » : it goes to the address on file, never to the one who asks (M39)."""

from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.give_link import document_link, payment_link, space_link
from kaye.actions.send_message import Words, send_message
from kaye.records.journal import append
from kaye.records.links import url_of
from kaye.records.models import Business, Event, Link
from kaye.records.queries.links import last_version

_MOST = 3  # by one customer in a day
_DAY = timedelta(days=1)


def renew_link(*, business: Business, link: Link, now: datetime) -> None:
    """A fresh link of the same page, sent as its customer is usually written to. Silent: the asker learns nothing."""
    with transaction.atomic():
        asked = Event.objects.filter(customer=link.customer, kind="link_asked", at__gt=now - _DAY).count()
        if asked >= _MOST:
            return
        append(
            business=business,
            kind="link_asked",
            at=now,
            customer=link.customer,
            payload={"link": link.pk, "kind": link.kind},
        )
        fresh = _fresh(business, link, now)
        send_message(
            business=business,
            customer=link.customer,
            words=Words(text_id="link.new", values={"lien": url_of(fresh)}),
            key=f"lien:{fresh.pk}",
            family="link",
            now=now,
            at=now,
        )


def _fresh(business: Business, link: Link, now: datetime) -> Link:
    """The page itself while it may be shown, else the customer's space."""
    if link.kind == "document" and link.document is not None:
        return document_link(business=business, document=last_version(link.document), now=now)
    if link.kind == "payment" and link.receivable is not None:
        return payment_link(business=business, receivable=link.receivable, now=now)
    return space_link(business=business, customer=link.customer, now=now)
