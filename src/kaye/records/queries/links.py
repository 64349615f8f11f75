"""Which page a token opens, and until when (M39)."""

from datetime import datetime, time, timedelta

from django.db.models import Max, Q
from django_scopes import scopes_disabled

from kaye.records.calendars import calendar_of
from kaye.records.links import hash_of, is_token
from kaye.records.models import Allocation, Customer, Document, Link, Receivable, Reduction
from kaye.records.sums import open_instalments

AFTER_CLOSING = timedelta(days=90)
_OVER = ("declined", "cancelled", "expired", "done", "replaced")


def known_link(kind: str, token: str) -> Link | None:
    """The link of this token, alive or not; asked before any business is known."""
    with scopes_disabled():
        rows = Link.objects.select_related("business", "customer", "document", "receivable", "point")
        link = rows.filter(kind=kind, token_hash=hash_of(token)).first()
    return link if link is not None and is_token(link, token) else None


def is_alive(link: Link, now: datetime) -> bool:
    """Not revoked, not past its end, and its contact point still that person's. Inside the business's walls."""
    if link.revoked_at is not None or (link.expires_at is not None and link.expires_at <= now):
        return False
    if link.point is not None and link.point.state in ("dead", "stopped"):
        return False
    closed = closed_at(link)
    return closed is None or now < closed + AFTER_CLOSING


def closed_at(link: Link) -> datetime | None:
    """When what the link shows was over; None while it goes on."""
    if link.document is not None and link.document.receivable_id is None:
        return _paper_closed(last_version(link.document))
    receivable = link.receivable or (link.document.receivable if link.document else None)
    return _debt_closed(receivable) if receivable is not None else None


def last_version(document: Document) -> Document:
    """The version that counts now: an old link shows it (M35)."""
    if not document.number:
        return document
    versions = Document.objects.filter(business_id=document.business_id, number=document.number)
    return versions.exclude(state="draft").order_by("-version").first() or document


def _paper_closed(document: Document) -> datetime | None:
    if document.state == "accepted":
        order = document.made_from_it.filter(kind="order").first()
        return order.updated_at if order is not None and order.state in _OVER else None
    if document.state in _OVER:
        return document.updated_at
    if document.valid_until is not None:  # past it, the quote is expired: 90 days from that midnight
        midnight = time(0)
        return calendar_of(document.business).local(document.valid_until + timedelta(days=1), midnight)
    return None


def _debt_closed(receivable: Receivable) -> datetime | None:
    if receivable.cancelled_at is not None:
        return receivable.cancelled_at
    if open_instalments(receivable.business).filter(receivable=receivable).exists():
        return None
    paid = Allocation.objects.filter(instalment__receivable=receivable).aggregate(
        last=Max("payment__created_at")
    )
    less = Reduction.objects.filter(instalment__receivable=receivable).aggregate(last=Max("created_at"))
    return max((at for at in (paid["last"], less["last"]) if at is not None), default=None)


def links_of(customer: Customer) -> list[Link]:
    """The links given to this customer and not revoked, the newest first, for the owner."""
    rows = Link.objects.filter(customer=customer, revoked_at=None).select_related(
        "document", "receivable", "point"
    )
    return list(rows.order_by("-created_at", "-id"))


def live_links(kind: str, now: datetime) -> Q:
    """Rows of this kind that nobody revoked and whose own end, if any, is not passed."""
    return Q(kind=kind, revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
