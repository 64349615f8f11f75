"""Copy a paper into a new draft: same lines and prices, no dates (M10)."""

from datetime import datetime

from kaye.actions.documents.parts import asked_of, part_of
from kaye.actions.draft_document import draft_document
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Document

_DATES = ("supply_on", "supply_from", "supply_to")


def duplicate_document(*, business: Business, document: Document, now: datetime, by: str = "") -> Document:
    """A draft of the same kind for the same customer. Raises Refusal for a credit note, a deposit or a part."""
    if part_of(document).role != "whole" or document.kind not in ("quote", "invoice", "receipt", "final"):
        raise Refusal("Ce document ne se copie pas : partez du devis ou d'une facture.")
    asked = {key: value for key, value in asked_of(document).items() if key not in _DATES}
    kind = "quote" if document.kind == "quote" else "invoice"
    return draft_document(
        business=business, kind=kind, asked=asked, now=now, customer=document.customer, by=by
    )
