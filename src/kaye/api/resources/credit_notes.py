"""Credit notes: read. One is made from its invoice (`POST /invoices/{id}/credit`)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from kaye.actions.documents.answer import answer
from kaye.api.gate import allow
from kaye.api.papers import PaperQuery, listed, paper
from kaye.api.problems import REFUSALS
from kaye.api.schemas import DocumentOut, Page

NAME = "credit-notes"
KINDS = ("credit_note",)
router = Router()


@router.get("", response={200: Page[DocumentOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PaperQuery]) -> Any:
    return listed(allow(request, NAME), query, KINDS)


@router.get("/{reference}", response={200: DocumentOut, **REFUSALS})
def show(request: HttpRequest, reference: str) -> Any:
    return answer(paper(allow(request, NAME), reference, KINDS))
