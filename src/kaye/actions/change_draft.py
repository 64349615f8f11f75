"""Change a draft, unless somebody else changed it meanwhile (M10, M57)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.documents.parts import part_of
from kaye.actions.draft_document import keep_totals, kept, named_customer
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document


class StaleDraft(Refusal):
    """The draft was changed since the person saw it."""


def change_draft(
    *,
    business: Business,
    document: Document,
    asked: Mapping[str, Any],
    now: datetime,
    revision: int | None = None,
    by: str = "",
) -> Document:
    """The draft as this file says, whole. `revision`: the one that the person saw.

    Raises StaleDraft, DocumentRefusal.
    """
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        check_draft(document)
        if revision is not None and revision != document.revision:
            raise StaleDraft("Ce brouillon a été changé entre-temps : rouvrez-le avant de le modifier.")
        if part_of(document).role.is_credit:
            raise Refusal("Un avoir ne se modifie pas : supprimez ce brouillon et recommencez.")
        if asked.get("customer") not in (None, ""):
            document.customer = named_customer(business, asked)
        document.asked = kept(business, document.customer, asked, part_of(document))
        keep_totals(document)
        document.revision += 1
        document.updated_at = now
        document.save()
        append(
            business=business,
            kind="draft_changed",
            at=now,
            customer=document.customer,
            payload={"document": document.pk, "total": document.ttc, "revision": document.revision},
            by=by,
        )
    return document


def check_draft(document: Document) -> None:
    """Raises Refusal when it is no draft any more."""
    if document.state == "draft":
        return
    if document.kind == "quote":
        raise Refusal(f"Le devis {document.number} est déjà envoyé : faites-en une nouvelle version.")
    raise Refusal(f"Le document {document.number} est émis : il ne change plus. Corrigez-le par un avoir.")
