"""Campaigns: read, with what has left of each. They are written and started on screen (inbox C60)."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Query, Router, Schema

from kaye.api.gate import allow
from kaye.api.pages import PageQuery, opened, piece
from kaye.api.problems import REFUSALS
from kaye.api.schemas import Page
from kaye.records.models import Campaign, Recipient

NAME = "campaigns"
router = Router()


class CampaignOut(Schema):
    """`audience` = sent + failed + uncertain + skipped + waiting once taken, at the start."""

    id: int
    name: str
    channel: str
    state: str
    starts_at: datetime | None
    ended_at: datetime | None
    audience: int
    sent: int
    failed: int
    uncertain: int
    skipped: int
    waiting: int


@router.get("", response={200: Page[CampaignOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    rows = Campaign.objects.filter(business=allow(request, NAME).business)
    if query.cursor:
        rows = rows.filter(pk__lt=opened(query.cursor))
    found = list(rows.order_by("-pk")[: query.limit + 1])
    states = Recipient.objects.filter(campaign__in=found).values_list("campaign", "state")
    counts: Counter[tuple[int, str]] = Counter()
    for campaign, state, number in states.annotate(n=Count("pk")):
        counts[campaign, state] = number
    return piece(found, query.limit, lambda row: _shape(row, counts))


def _shape(row: Campaign, counts: Counter[tuple[int, str]]) -> dict[str, Any]:
    states = ("sent", "failed", "uncertain", "skipped")
    said = {state: counts[row.pk, state] for state in states}
    waiting = counts[row.pk, "waiting"] + counts[row.pk, "queued"]
    return {
        "id": row.pk,
        "name": row.name,
        "channel": row.channel,
        "state": row.state,
        "starts_at": row.starts_at,
        "ended_at": row.ended_at,
        "audience": sum(said.values()) + waiting,
        **said,
        "waiting": waiting,
    }
