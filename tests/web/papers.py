"""Forms of the editor as a browser sends them, and papers to look at."""

from typing import Any

from django_scopes import scope

from kaye.actions.draft_document import draft_document
from kaye.actions.issue_invoice import issue_invoice
from kaye.records.models import Business, Customer, Document
from tests.web.people import now


def sheet(customer: Customer | None = None, **given: Any) -> dict[str, Any]:
    """The form of an invoice with one line."""
    typed = {
        "kind": "invoice",
        "client_id": "une-facture",
        "prices": "ttc",
        "line_key": ["a"],
        "line_label": ["Pose"],
        "line_quantity": ["2"],
        "line_unit": [""],
        "line_unit_price": ["12 500"],
        "line_vat": [""],
        "line_discount": [""],
    }
    if customer is not None:
        typed["customer_id"] = str(customer.pk)
    return typed | given


def draft(business: Business, customer: Customer, kind: str = "invoice", **asked: Any) -> Document:
    """A pose at 25 000, VAT included, kept as a draft."""
    lines = [{"label": "Pose", "quantity": "2", "unit_price": "12500"}]
    with scope(business=business):
        return draft_document(
            business=business,
            kind=kind,
            asked={"prices": "ttc", "lines": lines, **asked},
            customer=customer,
            now=now(),
        )


def invoice(business: Business, customer: Customer, **asked: Any) -> Document:
    """The same, issued."""
    paper = draft(business, customer, **asked)
    with scope(business=business):
        return issue_invoice(business=business, document=paper, now=now())
