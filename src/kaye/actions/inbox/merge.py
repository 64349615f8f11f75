"""Two cards of one person become one: everything of OTHER is KEEP's, and every change is noted to be undone (C27)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Field, ForeignKey, Model, Q, UniqueConstraint

from kaye.actions.inbox.moved import Moves, table
from kaye.actions.inbox.settle import settle
from kaye.actions.point import index_customer
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import (
    Business,
    ContactPoint,
    Customer,
    CustomerKey,
    InboxMessage,
    MatchProposal,
    Merge,
    Note,
    Thread,
)
from kaye.records.sums import recount

MERGED = "merged"  # state of a thread whose messages went to another: in no list
_CACHES = ("search", "owed", "next_on", "next_because", "last_activity_at")
_FILLED = ("country", "is_consumer", "address", "postcode", "city", "siren", "vat_number", "civility")
_THREAD = tuple(
    field.attname
    for field in Thread._meta.concrete_fields
    if field.name not in ("id", "business", "customer", "created_at")
)
# What names a customer and stays: what merges, searches and links are about themselves.
_STAYING = (Customer, CustomerKey, Merge, MatchProposal, Thread)


def merge(*, business: Business, keep: Customer, other: Customer, now: datetime, by: str = "") -> Merge:
    """OTHER disappears from every list, and nothing of it is lost. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        keep.refresh_from_db()
        other.refresh_from_db()
        _check(business, keep, other)
        noted = Moves()
        _note_caches(noted, keep, other)
        twins = _twins(keep, other)
        _move_all(noted, keep, other)
        _redirect(noted, keep, twins)
        _join_threads(noted, keep, other)
        _fill(noted, keep, other)
        Customer.objects.filter(pk=other.pk).update(absorbed_by=keep, owed=0, next_on=None, next_because="")
        proposals = MatchProposal.objects.filter(Q(one=keep, other=other) | Q(one=other, other=keep))
        noted.change(proposals, "state", "merged")
        row = Merge.objects.create(
            business=business,
            kept=keep,
            absorbed=other,
            moved=noted.moved,
            before=noted.cells_json(),
            at=now,
            by=by[:120],
        )
        said = {"merge": row.pk, "kept": keep.pk, "absorbed": other.pk, "name": other.name}
        append(business=business, kind="customers_merged", at=now, customer=keep, payload=said, by=by)
        bring_up_to_date(keep, now)
    return row


def bring_up_to_date(customer: Customer, now: datetime) -> None:
    """Everything that is only a cache of what the customer has."""
    customer.refresh_from_db()
    index_customer(customer)
    recount(customer.business, [customer.pk])
    if (thread := Thread.objects.filter(customer=customer).exclude(state=MERGED).first()) is not None:
        settle(thread, now)
    replan(business=customer.business, customer_ids=[customer.pk], now=now)


def merge_shape(row: Merge) -> dict[str, Any]:
    """{merge, kept, absorbed, moved:{points, messages, requests, debts, …}} (C27)."""
    counts = dict.fromkeys(("points", "messages", "requests", "debts"), 0)
    for label, columns in row.moved.items():
        name = _NAMES.get(label, f"{label.lower()}s")
        if found := sum(len(ids) for ids in columns.get("customer_id", {}).values()):
            counts[name] = counts.get(name, 0) + found
    return {"merge": row.pk, "kept": row.kept_id, "absorbed": row.absorbed_id, "moved": counts}


_NAMES = {
    "ContactPoint": "points",
    "InboxMessage": "messages",
    "Request": "requests",
    "Receivable": "debts",
    "OutgoingMessage": "sent",
    "OptOut": "refusals",
    "CustomerTag": "tags",
    "HandOff": "handoffs",
    "FormalNotice": "notices",
}


def columns_to(model: type[Model]) -> Iterator[Field]:
    """The columns of every table that name a row of this model."""
    for each in apps.get_app_config("records").get_models():
        for field in each._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is model:
                yield field


def _check(business: Business, keep: Customer, other: Customer) -> None:
    if keep.pk == other.pk:
        raise Refusal("C'est la même fiche : choisissez-en deux.")
    if {keep.business_id, other.business_id} != {business.pk}:
        raise Refusal("Ces deux fiches ne sont pas dans la même entreprise.")
    if keep.absorbed_by_id is not None or other.absorbed_by_id is not None:
        raise Refusal("L'une de ces fiches a déjà rejoint une autre.")


def _note_caches(noted: Moves, keep: Customer, other: Customer) -> None:
    for customer in (keep, other):
        noted.note(Customer.objects.filter(pk=customer.pk), _CACHES)


def _twins(keep: Customer, other: Customer) -> dict[int, ContactPoint]:
    """Points that both have: OTHER's id -> KEEP's row. The more restrictive of the two counts."""
    mine = {(p.kind, p.value): p for p in ContactPoint.objects.filter(customer=keep)}
    theirs = ContactPoint.objects.filter(customer=other)
    return {p.pk: mine[p.kind, p.value] for p in theirs if (p.kind, p.value) in mine}


def _move_all(noted: Moves, keep: Customer, other: Customer) -> None:
    for field in columns_to(Customer):
        model = field.model
        if model in _STAYING:
            continue
        rows = table(model).filter(**{field.name: other})
        staying = set(_conflicts(model, field, keep, other))
        ids = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if pk not in staying]
        noted.move(model, field.attname, other.pk, keep.pk, ids)


def _conflicts(model: type[Model], field: Field, keep: Customer, other: Customer) -> Iterator[int]:
    """Rows of OTHER that KEEP has as well, where only one may be."""
    for constraint in model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or field.name not in constraint.fields:
            continue
        rest = [name for name in constraint.fields if name != field.name]
        taken = set(table(model).filter(**{field.name: keep}).values_list(*rest))
        for pk, *values in table(model).filter(**{field.name: other}).values_list("pk", *rest):
            if tuple(values) in taken:
                yield pk


def _redirect(noted: Moves, keep: Customer, twins: dict[int, ContactPoint]) -> None:
    """What named OTHER's copy of a point names KEEP's; a copy that was silenced silences it."""
    for theirs, mine in twins.items():
        copy = ContactPoint.objects.get(pk=theirs)
        if copy.suppressed_at is not None and mine.suppressed_at is None:
            found = ContactPoint.objects.filter(pk=mine.pk)
            noted.change(found, "suppressed_at", copy.suppressed_at)
            noted.change(found, "because", copy.because)
        for field in columns_to(ContactPoint):
            ids = list(
                table(field.model).filter(**{field.name: theirs}).order_by("pk").values_list("pk", flat=True)
            )
            noted.move(field.model, field.attname, theirs, mine.pk, ids)


def _join_threads(noted: Moves, keep: Customer, other: Customer) -> None:
    mine = Thread.objects.filter(customer=keep).first()
    theirs = Thread.objects.filter(customer=other).first()
    if theirs is None:
        return
    noted.note(Thread.objects.filter(pk__in=[each.pk for each in (mine, theirs) if each]), _THREAD)
    if mine is None:
        noted.move(Thread, "customer_id", other.pk, keep.pk, [theirs.pk])
        return
    for field in columns_to(Thread):
        if field.model in (InboxMessage, Note):
            ids = list(
                table(field.model).filter(**{field.name: theirs}).order_by("pk").values_list("pk", flat=True)
            )
            noted.move(field.model, field.attname, theirs.pk, mine.pk, ids)
    related = [*mine.related, *(pk for pk in theirs.related if pk not in mine.related)]
    Thread.objects.filter(pk=mine.pk).update(
        related=[pk for pk in related if pk not in (keep.pk, other.pk)],
        assigned_to=mine.assigned_to_id or theirs.assigned_to_id,
    )
    Thread.objects.filter(pk=theirs.pk).update(
        state=MERGED, soon_at=None, due_at=None, unanswered_since=None, snoozed_until=None
    )


def _fill(noted: Moves, keep: Customer, other: Customer) -> None:
    """What only OTHER's card said; never over what KEEP's says."""
    row = Customer.objects.filter(pk=keep.pk)
    for name in _FILLED:
        if getattr(keep, name) in ("", None) and getattr(other, name) not in ("", None):
            noted.change(row, name, getattr(other, name))
    if other.notes and other.notes not in keep.notes:
        noted.change(row, "notes", "\n".join(filter(None, (keep.notes, other.notes))))
    if other.last_activity_at > keep.last_activity_at:
        row.update(last_activity_at=other.last_activity_at)
