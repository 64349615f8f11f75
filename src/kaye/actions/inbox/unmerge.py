"""Two people after all: everything that was OTHER's is OTHER's again, and what came since goes by its point (C27)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.merge import bring_up_to_date, columns_to
from kaye.actions.inbox.moved import put_back, table, write_back
from kaye.actions.inbox.threads import thread_of
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import (
    Business,
    ContactPoint,
    Customer,
    Hold,
    InboxMessage,
    Merge,
    OutgoingMessage,
    Request,
    Understood,
)


def unmerge(*, business: Business, row: Merge, now: datetime, by: str = "") -> Merge:
    """Undo a merge. Raises Refusal when it is undone already, or when KEEP has joined another card since."""
    with transaction.atomic():
        lock(business)
        row.refresh_from_db()
        keep, other = _cards(row)
        if row.undone_at is not None:
            raise Refusal("Cette fusion est déjà défaite.")
        if keep.absorbed_by_id is not None:
            raise Refusal(
                f"« {keep.name} » a rejoint une autre fiche depuis : défaites d'abord cette fusion-là."
            )
        put_back(row.moved)
        write_back(row.before["cells"])
        Customer._base_manager.filter(pk=other.pk).update(absorbed_by=None)
        _since(keep, other, row, now)
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        said = {"merge": row.pk, "kept": keep.pk, "absorbed": other.pk}
        append(business=business, kind="customers_parted", at=now, customer=keep, payload=said, by=by)
        for each in (keep, other):
            bring_up_to_date(each, now)
    return row


def _cards(row: Merge) -> tuple[Customer, Customer]:
    cards = {each.pk: each for each in Customer._base_manager.filter(pk__in=(row.kept_id, row.absorbed_id))}
    return cards[row.kept_id], cards[row.absorbed_id]


def _since(keep: Customer, other: Customer, row: Merge, now: datetime) -> None:
    """What came to KEEP at a point of OTHER's; what has no point stays."""
    for field in columns_to(ContactPoint):
        model = field.model
        if model is InboxMessage or "customer" not in {each.name for each in model._meta.concrete_fields}:
            continue
        mine = table(model).filter(**{f"{field.name}__customer": other}, customer=keep)
        mine.update(customer=other)
    values = list(ContactPoint.objects.filter(customer=other).values_list("value", flat=True))
    shared = ContactPoint.objects.filter(customer=keep, value__in=values).values_list("value", flat=True)
    own = set(values) - set(shared)
    sent = OutgoingMessage.objects.filter(customer=keep, created_at__gte=row.at, item="", address__in=own)
    said = InboxMessage.objects.filter(customer=keep, point__customer=other) | InboxMessage.objects.filter(
        customer=keep, outgoing__in=sent
    )
    ids = sorted(set(said.values_list("pk", flat=True)))
    if ids:
        thread = thread_of(other, now)
        Request.objects.filter(customer=keep, message__in=ids).update(customer=other)
        for sheet in Understood.objects.filter(message__in=ids, hold__isnull=False).select_related("hold"):
            if sheet.hold is not None and sheet.hold.customer_id == keep.pk and sheet.hold.case_id is None:
                Hold.objects.filter(pk=sheet.hold.pk).update(customer=other)
        InboxMessage.objects.filter(pk__in=ids).update(customer=other, thread=thread)
    sent.update(customer=other)
