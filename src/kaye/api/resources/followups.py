"""The morning list: what is to be done today, and what was done."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from kaye.actions.finish_step import finish_step
from kaye.actions.shapes import item, stamp
from kaye.actions.today import today
from kaye.api.gate import allow
from kaye.api.problems import REFUSALS
from kaye.api.schemas import DoneIn, FollowupsOut
from kaye.records.calendars import currency_of

NAME = "followups"
router = Router()


class MorningQuery(Schema):
    limit: int = Query(50, ge=1, le=200)


@router.get("", response={200: FollowupsOut, **REFUSALS})
def index(request: HttpRequest, query: Query[MorningQuery]) -> Any:
    call = allow(request, NAME)
    morning = today(call.business, call.now, limit=query.limit)
    code = currency_of(call.business).code
    return {
        "at": stamp(call.now),
        "items": [item(line, code) for line in morning.lines],
        "waiting": morning.waiting,
    }


@router.post("/{item_id}/done", response={204: None, **REFUSALS})
def done(request: HttpRequest, item_id: str, body: DoneIn) -> Any:
    call = allow(request, NAME, "follow_ups")
    finish_step(
        business=call.business,
        item_id=item_id,
        outcome=body.outcome,
        now=call.now,
        by=call.by,
    )
    return Status(204, None)
