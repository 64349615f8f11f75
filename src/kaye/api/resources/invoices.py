"""Invoices and receipts: draft, change, issue, send, correct (M8–M23)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from kaye.actions.change_draft import change_draft
from kaye.actions.credit_invoice import credit_invoice
from kaye.actions.delete_draft import delete_draft
from kaye.actions.documents.answer import answer
from kaye.actions.documents.ground import DocumentRefusal
from kaye.actions.draft_document import draft_document
from kaye.actions.duplicate_document import duplicate_document
from kaye.actions.find_sale import find_sale
from kaye.actions.invoice_from import invoice_from, invoice_sale
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.send_document import send_document
from kaye.api.gate import Call, allow, need_idempotency
from kaye.api.papers import PaperQuery, asked, listed, paper, part_asked, sent
from kaye.api.problems import REFUSALS, not_found
from kaye.api.reading import amount, quantities
from kaye.api.schemas import CreditIn, DocumentOut, DraftChange, InvoiceIn, Page, SendIn, SentOut
from kaye.records.models import Document
from kaye.records.queries.documents import INVOICES, file_of

NAME = "invoices"
router = Router()


@router.get("", response={200: Page[DocumentOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PaperQuery]) -> Any:
    return listed(allow(request, NAME), query, INVOICES)


@router.get("/{reference}", response={200: DocumentOut, **REFUSALS})
def show(request: HttpRequest, reference: str) -> Any:
    return answer(paper(allow(request, NAME), reference, INVOICES))


@router.get("/{reference}/pdf", response={200: bytes, **REFUSALS}, openapi_extra={
    "responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
})  # fmt: skip
def pdf(request: HttpRequest, reference: str) -> Any:
    found = paper(allow(request, NAME), reference, INVOICES)
    kept = file_of(found, "fne") or file_of(found, "pdf")
    if kept is None:
        raise not_found()
    return HttpResponse(bytes(kept.content), content_type=kept.mime)


@router.post("", response={201: DocumentOut, **REFUSALS})
def create(request: HttpRequest, body: InvoiceIn) -> Any:
    return Status(201, answer(_draft(allow(request, NAME, "drafts"), body)))


@router.put("/{reference}", response={200: DocumentOut, **REFUSALS})
def change(request: HttpRequest, reference: str, body: DraftChange) -> Any:
    call = allow(request, NAME, "drafts")
    changed = change_draft(
        business=call.business,
        document=paper(call, reference, INVOICES),
        asked=asked(body),
        now=call.now,
        revision=body.version,
        by=call.by,
    )
    return answer(changed)


@router.delete("/{reference}", response={204: None, **REFUSALS})
def delete(request: HttpRequest, reference: str) -> Any:
    call = allow(request, NAME, "drafts")
    delete_draft(business=call.business, document=paper(call, reference, INVOICES), now=call.now, by=call.by)
    return Status(204, None)


@router.post("/{reference}/duplicate", response={201: DocumentOut, **REFUSALS})
def duplicate(request: HttpRequest, reference: str) -> Any:
    call = allow(request, NAME, "drafts")
    copy = duplicate_document(
        business=call.business, document=paper(call, reference, INVOICES), now=call.now, by=call.by
    )
    return Status(201, answer(copy))


@router.post("/{reference}/issue", response={200: DocumentOut, **REFUSALS})
def issue(request: HttpRequest, reference: str) -> Any:
    call = allow(request, NAME, "issue")
    need_idempotency(call)
    draft = paper(call, reference, INVOICES)
    return answer(issue_invoice(business=call.business, document=draft, now=call.now, by=call.by))


@router.post("/{reference}/send", response={200: SentOut, **REFUSALS})
def send(request: HttpRequest, reference: str, body: SendIn) -> Any:
    call = allow(request, NAME, "send")
    document = paper(call, reference, INVOICES)
    sending = send_document(
        business=call.business, document=document, now=call.now, channels=tuple(body.channels), by=call.by
    )
    return sent(document, sending)


@router.post("/{reference}/credit", response={201: DocumentOut, **REFUSALS})
def credit(request: HttpRequest, reference: str, body: CreditIn) -> Any:
    call = allow(request, NAME, "credit")
    need_idempotency(call)
    note = credit_invoice(
        business=call.business,
        invoice=paper(call, reference, INVOICES),
        reason=body.reason,
        now=call.now,
        amount=amount(body.amount, call.business, "amount"),
        vat=str(body.vat or ""),
        quantities=quantities(body.quantities),
        by=call.by,
    )
    return Status(201, answer(note))


def _draft(call: Call, body: InvoiceIn) -> Document:
    named = [each for each in (body.quote, body.order, body.sale) if each]
    if len(named) > 1 or (named and body.lines):
        raise DocumentRefusal("lines", "Donnez les lignes, ou d'où vient la facture : quote, order ou sale.")
    if body.sale:
        sale = find_sale(business=call.business, text=body.sale)
        return invoice_sale(business=call.business, sale=sale, now=call.now, by=call.by)
    if named:
        source = paper(call, named[0], ("quote",) if body.quote else ("order",))
        part = part_asked(source, body)
        return invoice_from(
            business=call.business,
            source=source,
            now=call.now,
            part=part,
            client_id=call.client_id,
            by=call.by,
        )
    return draft_document(
        business=call.business,
        kind="invoice",
        asked=asked(body),
        now=call.now,
        client_id=call.client_id,
        by=call.by,
    )
