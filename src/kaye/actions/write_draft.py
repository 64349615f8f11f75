"""Keep a draft typed on a screen and, when the customer is new, the customer: all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.change_draft import change_draft
from kaye.actions.draft_document import draft_document
from kaye.actions.record_customer import record_customer
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Document


@dataclass(frozen=True, slots=True)
class NewBuyer:
    """Somebody not in the notebook yet; `is_firm`: a professional, else not known."""

    name: str
    phone: str = ""
    email: str = ""
    is_firm: bool = False


def write_draft(
    *,
    business: Business,
    kind: str,
    customer: Customer | NewBuyer,
    asked: Mapping[str, Any],
    now: datetime,
    document: Document | None = None,
    revision: int | None = None,
    client_id: str | None = None,
    by: str = "",
) -> Document:
    """A new draft, or `document` as it is now typed. Raises StaleDraft, DocumentRefusal, Refusal."""
    with transaction.atomic():
        lock(business)
        known = Document.objects.filter(business=business, client_id=client_id).first() if client_id else None
        if known is not None and document is None:
            return known
        if isinstance(customer, NewBuyer):
            customer = record_customer(
                business=business,
                now=now,
                name_raw=customer.name,
                phone=customer.phone,
                email=customer.email,
                is_consumer=False if customer.is_firm else None,
                by=by,
            )
        if document is None:
            return draft_document(
                business=business,
                kind=kind,
                asked=asked,
                now=now,
                customer=customer,
                client_id=client_id,
                by=by,
            )
        return change_draft(
            business=business,
            document=document,
            asked={**asked, "customer": customer.pk},
            now=now,
            revision=revision,
            by=by,
        )
