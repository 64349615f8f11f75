"""Quotes: draft, change, send, extend, record an answer (M33–M38)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.accept_quote import Consent, accept_quote
from kaye.actions.change_draft import change_draft
from kaye.actions.decline_quote import decline_quote
from kaye.actions.delete_draft import delete_draft
from kaye.actions.documents.answer import answer
from kaye.actions.draft_document import draft_document
from kaye.actions.duplicate_document import duplicate_document
from kaye.actions.extend_quote import extend_quote
from kaye.actions.new_quote_version import new_quote_version
from kaye.actions.send_quote import send_quote
from kaye.api.gate import allow
from kaye.api.papers import PaperQuery, asked, listed, paper, sent
from kaye.api.problems import REFUSALS
from kaye.api.reading import day
from kaye.api.schemas import (
    AcceptIn,
    DeclineIn,
    DocumentIn,
    DocumentOut,
    DraftChange,
    ExtendIn,
    Page,
    SendIn,
    SentOut,
)

NAME = "quotes"
KINDS = ("quote",)
router = Router()


@router.get("", response={200: Page[DocumentOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PaperQuery]) -> Any:
    return listed(allow(request, NAME), query, KINDS)


@router.get("/{reference}", response={200: DocumentOut, **REFUSALS})
def show(request: HttpRequest, reference: str) -> Any:
    return answer(paper(allow(request, NAME), reference, KINDS))


@router.post("", response={201: DocumentOut, **REFUSALS})
def create(request: HttpRequest, body: DocumentIn) -> Any:
    call = allow(request, NAME)
    made = draft_document(
        business=call.business,
        kind="quote",
        asked=asked(body),
        now=call.now,
        client_id=call.client_id,
        by=call.by,
    )
    return Status(201, answer(made))


@router.put("/{reference}", response={200: DocumentOut, **REFUSALS})
def change(request: HttpRequest, reference: str, body: DraftChange) -> Any:
    call = allow(request, NAME)
    changed = change_draft(
        business=call.business,
        document=paper(call, reference, KINDS),
        asked=asked(body),
        now=call.now,
        revision=body.version,
        by=call.by,
    )
    return answer(changed)


@router.delete("/{reference}", response={204: None, **REFUSALS})
def delete(request: HttpRequest, reference: str) -> Any:
    call = allow(request, NAME)
    delete_draft(business=call.business, document=paper(call, reference, KINDS), now=call.now, by=call.by)
    return Status(204, None)


@router.post("/{reference}/duplicate", response={201: DocumentOut, **REFUSALS})
def duplicate(request: HttpRequest, reference: str) -> Any:
    call = allow(request, NAME)
    copy = duplicate_document(
        business=call.business, document=paper(call, reference, KINDS), now=call.now, by=call.by
    )
    return Status(201, answer(copy))


@router.post("/{reference}/version", response={201: DocumentOut, **REFUSALS})
def version(request: HttpRequest, reference: str) -> Any:
    call = allow(request, NAME)
    made = new_quote_version(
        business=call.business, quote=paper(call, reference, KINDS), now=call.now, by=call.by
    )
    return Status(201, answer(made))


@router.post("/{reference}/send", response={200: SentOut, **REFUSALS})
def send(request: HttpRequest, reference: str, body: SendIn) -> Any:
    call = allow(request, NAME)
    done = send_quote(
        business=call.business,
        document=paper(call, reference, KINDS),
        now=call.now,
        channels=tuple(body.channels),
        by=call.by,
    )
    return sent(done.quote, done.sending)


@router.post("/{reference}/accept", response={200: DocumentOut, **REFUSALS})
def accept(request: HttpRequest, reference: str, body: AcceptIn) -> Any:
    call = allow(request, NAME)
    consent = Consent(name=body.name, method="paper", by="owner")
    done = accept_quote(
        business=call.business, quote=paper(call, reference, KINDS), consent=consent, now=call.now, by=call.by
    )
    return answer(done.quote)


@router.post("/{reference}/decline", response={200: DocumentOut, **REFUSALS})
def decline(request: HttpRequest, reference: str, body: DeclineIn) -> Any:
    call = allow(request, NAME)
    quote = paper(call, reference, KINDS)
    done = decline_quote(
        business=call.business, quote=quote, reason=body.reason, text=body.text, now=call.now, by=call.by
    )
    return answer(done)


@router.post("/{reference}/extend", response={200: DocumentOut, **REFUSALS})
def extend(request: HttpRequest, reference: str, body: ExtendIn) -> Any:
    call = allow(request, NAME)
    quote = paper(call, reference, KINDS)
    done = extend_quote(
        business=call.business, quote=quote, until=day(body.until, "until"), now=call.now, by=call.by
    )
    return answer(done)
