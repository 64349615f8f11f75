"""Give a customer the address of a page of theirs, without an account (M39)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from kaye.records.journal import append
from kaye.records.links import hash_of, is_public, new_token, sealed
from kaye.records.models import Business, ContactPoint, Customer, Document, Link, Receivable
from kaye.records.queries.links import live_links
from kaye.records.sums import open_instalments

SPACE_DAYS = timedelta(days=30)  # after the last message that carried it


def document_link(
    *, business: Business, document: Document, now: datetime, point: ContactPoint | None = None
) -> Link:
    """The page of one paper; the same one for the same contact point, or for none named."""
    return _give(business, document.customer, "document", now, document=document, point=point)


def payment_link(
    *, business: Business, receivable: Receivable, now: datetime, point: ContactPoint | None = None
) -> Link:
    """The page where one debt is paid."""
    return _give(business, receivable.customer, "payment", now, receivable=receivable, point=point)


def give_payment_links(*, business: Business, customer_ids: Collection[int], now: datetime) -> None:
    """A page for every debt of these customers that is being followed and has none yet. Three queries, in the
    caller's transaction; only where customers can reach the site."""
    if not is_public() or not customer_ids:
        return
    rows = open_instalments(business).filter(customer_id__within=customer_ids)
    debts = dict(rows.order_by("receivable_id").values_list("receivable_id", "customer_id"))
    linked = set(
        Link.objects.filter(receivable_id__within=debts, kind="payment").values_list(
            "receivable_id", flat=True
        )
    )
    tokens = [(new_token(), debt, customer) for debt, customer in debts.items() if debt not in linked]
    Link.objects.bulk_create(
        [
            Link(
                business=business,
                kind="payment",
                token_hash=hash_of(token),
                sealed=sealed(token),
                customer_id=customer,
                receivable_id=debt,
                created_at=now,
            )
            for token, debt, customer in tokens
        ],
        batch_size=500,
    )


def space_link(
    *, business: Business, customer: Customer, now: datetime, point: ContactPoint | None = None
) -> Link:
    """The customer's own space, for 30 days from now: each message that carries it begins them again."""
    link = _give(business, customer, "space", now, point=point)
    link.expires_at = now + SPACE_DAYS
    link.save(update_fields=["expires_at"])
    return link


def revoke_links(
    *, business: Business, customer: Customer, now: datetime, link: Link | None = None, by: str = ""
) -> int:
    """Close at once one link, or all those of this customer; answers how many."""
    with transaction.atomic():
        rows = Link.objects.filter(business=business, customer=customer, revoked_at=None)
        count = (rows if link is None else rows.filter(pk=link.pk)).update(revoked_at=now)
        if count:
            said = {"links": count, "link": link.pk if link else None}
            append(business=business, kind="links_revoked", at=now, customer=customer, payload=said, by=by)
    return count


def _give(
    business: Business,
    customer: Customer,
    kind: str,
    now: datetime,
    document: Document | None = None,
    receivable: Receivable | None = None,
    point: ContactPoint | None = None,
) -> Link:
    with transaction.atomic():
        rows = Link.objects.filter(live_links(kind, now), business=business, customer=customer)
        rows = rows.filter(document=document, receivable=receivable)
        known = (rows if point is None else rows.filter(point=point)).order_by("-id").first()
        if known is not None:
            return known
        token = new_token()
        return Link.objects.create(
            business=business,
            kind=kind,
            token_hash=hash_of(token),
            sealed=sealed(token),
            customer=customer,
            document=document,
            receivable=receivable,
            point=point,
            created_at=now,
        )
