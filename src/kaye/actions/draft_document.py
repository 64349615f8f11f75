"""Make, change, copy and delete a draft: a quote or an invoice without a number (M10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.documents.figures import figures
from kaye.actions.documents.ground import DocumentRefusal, ground
from kaye.actions.documents.parts import KEY, WHOLE, Part
from kaye.actions.find_customer import find_customer
from kaye.actions.inbox.requests import quoted
from kaye.actions.refusal import Refusal
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Document, Sale
from kaye.rules.documents.asked import AskedError, plain_asked, read_asked

KINDS = ("quote", "invoice", "deposit", "final", "credit_note", "order", "delivery")


def draft_document(
    *,
    business: Business,
    kind: str,
    asked: Mapping[str, Any],
    now: datetime,
    customer: Customer | None = None,
    source: Document | None = None,
    original: Document | None = None,
    sale: Sale | None = None,
    part: Part = WHOLE,
    client_id: str | None = None,
    note: str = "",
    by: str = "",
) -> Document:
    """A draft from a file of M59; its totals are kept on the row. The same `client_id` again gives the first one.

    `customer`: else the one that the file names. `source`: the quote or order it comes from; `original`: the invoice
    that a credit note corrects. Raises DocumentRefusal, Refusal.
    """
    if kind not in KINDS:
        raise Refusal(f"« {kind} » : choisissez un devis (quote) ou une facture (invoice).")
    person = customer or named_customer(business, asked)
    with transaction.atomic():
        lock(business)
        if client_id and (known := Document.objects.filter(business=business, client_id=client_id).first()):
            return known
        document = Document(
            business=business,
            customer=person,
            kind=kind,
            asked=kept(business, person, asked, part),
            source=source,
            original=original,
            sale=sale,
            note=note,
            client_id=client_id or None,
            created_at=now,
            updated_at=now,
        )
        keep_totals(document)
        document.save()
        touch([person.pk], now)
        append(
            business=business,
            kind="draft_made",
            at=now,
            customer=person,
            payload={"document": document.pk, "kind": kind, "total": document.ttc},
            by=by,
        )
        if kind == "quote" and source is None:
            quoted(business=business, customer=person, document=document, now=now, by=by)
    return document


def named_customer(business: Business, asked: Mapping[str, Any]) -> Customer:
    """The customer that a file names, by name or by id. Raises DocumentRefusal."""
    named = asked.get("customer")
    if isinstance(named, Mapping):
        named = named.get("id") or named.get("name")
    if named in (None, "") or isinstance(named, bool | list):
        raise DocumentRefusal("customer", "Dites pour quel client est ce document.")
    try:
        return find_customer(business=business, text=f"#{named}" if isinstance(named, int) else str(named))
    except Refusal as fault:
        raise DocumentRefusal("customer", str(fault)) from None


def kept(business: Business, customer: Customer, asked: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """What a draft keeps of a file, once it reads well. Raises DocumentRefusal."""
    if part.role.is_credit:
        return {KEY: part.plain()}
    try:
        read_asked(asked, ground(business).asked_law(customer))
    except AskedError as fault:
        raise DocumentRefusal(fault.path, str(fault)) from None
    return {**plain_asked(asked), KEY: part.plain()} if part != WHOLE else plain_asked(asked)


def keep_totals(document: Document) -> None:
    """Write the sums of a draft on its row, not saved. Raises DocumentRefusal, Refusal."""
    found = figures(document, ground(document.business))
    document.ht, document.vat, document.ttc = found.totals.ht, found.totals.vat, found.totals.ttc
    document.due = found.due
