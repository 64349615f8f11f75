"""Addresses that are told what happens (signed, tried again for a day)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.shapes import stamp
from kaye.actions.webhooks.endpoint import add_endpoint, remove_endpoint
from kaye.api.gate import allow
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS
from kaye.api.reading import one
from kaye.api.schemas import Page, WebhookIn, WebhookMade, WebhookOut
from kaye.records.models import WebhookEndpoint

NAME = "webhooks"
router = Router()


@router.get("", response={200: Page[WebhookOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    call = allow(request, NAME, "keys")
    return page(WebhookEndpoint.objects.filter(business=call.business), query, _shape)


@router.post("", response={201: WebhookMade, **REFUSALS})
def create(request: HttpRequest, body: WebhookIn) -> Any:
    call = allow(request, NAME, "keys")
    row, secret = add_endpoint(
        business=call.business, url=body.url, kinds=body.kinds, now=call.now, by=call.by
    )
    return Status(201, {**_shape(row), "secret": secret})


@router.delete("/{int:pk}", response={204: None, **REFUSALS})
def delete(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME, "keys")
    row = one(WebhookEndpoint.objects.filter(business=call.business), pk)
    remove_endpoint(business=call.business, endpoint=row, now=call.now, by=call.by)
    return Status(204, None)


def _shape(row: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": row.url,
        "kinds": row.kinds,
        "created_at": stamp(row.created_at),
        "stopped": row.stopped_at is not None,
        "stopped_because": row.stopped_because or None,
    }
