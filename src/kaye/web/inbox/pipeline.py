"""Open requests by how far they are, each with its next date and what it may bring."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaye.records.calendars import currency_of
from kaye.records.models import Request
from kaye.web.access import ShopRequest, shop_page
from kaye.web.inbox.words import PIPELINE, Clock, clock_of

_MOST = 200


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """One request. `is_past`: its next date went by."""

    row: Request
    url: str
    clock: Clock | None
    is_past: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """`total`: what its requests may bring, minor units."""

    word: str
    rows: tuple[PipelineRow, ...]
    total: int


@shop_page
@require_GET
def requests(request: ShopRequest) -> HttpResponse:
    """Two queries, whatever the number; the next dates first."""
    found = Request.objects.filter(business=request.business, closed_at=None).select_related("customer")
    rows = list(found.order_by("next_on", "opened_at", "pk")[: _MOST + 1])
    stages = [
        _stage(request, word, [r for r in rows[:_MOST] if r.state == state]) for state, word in PIPELINE[:3]
    ]
    context = {
        "stages": stages,
        "is_empty": not rows,
        "more": len(rows) > _MOST,
        "code": currency_of(request.business).code,
    }
    return render(request, "inbox/pipeline.html", context)


def _stage(request: ShopRequest, word: str, rows: list[Request]) -> Stage:
    lines = tuple(
        PipelineRow(
            row=row,
            url=reverse("inbox_thread", args=[row.customer_id]),
            clock=clock_of(row.due_at, request.now) if row.answered_at is None else None,
            is_past=row.next_on is not None and row.next_on < request.today,
        )
        for row in rows
    )
    return Stage(word, lines, sum(row.amount for row in rows))
