"""What quotes, orders, invoices and credit notes have in common here."""

from collections.abc import Sequence
from typing import Any

from ninja import Query

from kaye.actions.documents.answer import answer
from kaye.actions.documents.parts import WHOLE, Part, Role
from kaye.actions.invoice_from import delivered_quantities
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Sending
from kaye.api.gate import Call
from kaye.api.pages import PageQuery, opened, piece
from kaye.api.problems import not_found
from kaye.api.reading import quantities
from kaye.api.schemas import DocumentIn, InvoiceIn
from kaye.records.models import Document
from kaye.records.queries.documents import document_page, find_documents
from kaye.rules.documents.amounts import parse_rate

_OURS = ("version", "quote", "order", "sale", "part", "percent", "amount", "quantities")


class PaperQuery(PageQuery):
    """`state`: draft, issued, sent…, of an invoice also open and paid. `customer`: an id."""

    state: str = Query("", max_length=20)
    customer: int | None = Query(None, ge=1, le=2**53)


def listed(call: Call, query: PaperQuery, kinds: Sequence[str]) -> dict[str, Any]:
    """{items, next}."""
    found = document_page(
        call.business,
        kinds,
        state=query.state,
        customer_id=query.customer,
        limit=query.limit + 1,
        cursor=str(opened(query.cursor)) if query.cursor else "",
    )
    return piece(list(found.items), query.limit, answer)


def paper(call: Call, reference: str, kinds: Sequence[str]) -> Document:
    """By id or number; 404 for what is not here."""
    found = find_documents(call.business, reference, kinds)
    if not found:
        raise not_found()
    return found[0]


def asked(body: DocumentIn) -> dict[str, Any]:
    """The file of M59, without what was not given."""
    return {
        key: value
        for key, value in body.dict(exclude_unset=True).items()
        if key not in _OURS and value is not None
    }


def part_asked(source: Document, body: InvoiceIn) -> Part:
    """The part of a quote or an order (M20)."""
    if body.part == "deposit":
        return Part(Role.DEPOSIT, amount=str(body.amount or ""))
    if body.part == "percent":
        if body.percent is None:
            raise Refusal("Dites jusqu'à quel pourcentage (percent).")
        return Part(Role.PERCENT, percent=parse_rate(body.percent))
    if body.part == "quantities":
        return Part(Role.QUANTITIES, quantities=quantities(body.quantities) or {})
    if body.part == "delivered":
        return Part(Role.QUANTITIES, quantities=delivered_quantities(source))
    return Part(Role.FINAL) if body.part == "final" else WHOLE


def sent(document: Document, sending: Sending) -> dict[str, Any]:
    """What leaves; a Refusal when nothing can."""
    if sending.message is None:
        raise Refusal(sending.because)
    document.refresh_from_db()
    row = sending.message
    return {
        "document": answer(document),
        "channel": row.channel,
        "state": row.state,
        "text": row.text,
        "link": sending.link,
    }
