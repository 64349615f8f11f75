"""Subscriptions: begin, pause, resume, reprice, stop (M45–M49)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.refusal import Refusal
from kaye.actions.subscriptions import change
from kaye.actions.subscriptions.shape import subscription_shape
from kaye.actions.subscriptions.subscribe import subscribe
from kaye.api.gate import Call, allow
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS, not_found
from kaye.api.reading import customer, day, required_day
from kaye.api.schemas import Page, PauseIn, PriceIn, StopIn, SubscriptionIn, SubscriptionOut
from kaye.records.models import Subscription
from kaye.records.subscriptions import subscriptions_of

NAME = "subscriptions"
router = Router()
_ANSWERS = {200: SubscriptionOut, **REFUSALS}


@router.get("", response={200: Page[SubscriptionOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    return page(subscriptions_of(allow(request, NAME).business), query, subscription_shape)


@router.get("/{int:pk}", response=_ANSWERS)
def show(request: HttpRequest, pk: int) -> Any:
    return subscription_shape(_found(allow(request, NAME), pk))


@router.post("", response={201: SubscriptionOut, **REFUSALS})
def create(request: HttpRequest, body: SubscriptionIn) -> Any:
    call = allow(request, NAME)
    who = customer(call, body.customer)
    data = body.dict(exclude_none=True)
    made = subscribe(business=call.business, customer=who, data=data, now=call.now, by=call.by)
    return Status(201, subscription_shape(_found(call, made.pk)))


@router.post("/{int:pk}/pause", response=_ANSWERS)
def pause(request: HttpRequest, pk: int, body: PauseIn) -> Any:
    call = allow(request, NAME)
    change.pause(
        business=call.business,
        subscription=_found(call, pk),
        start=required_day(body.start, "from"),
        until=day(body.until, "until"),
        now=call.now,
        by=call.by,
    )
    return subscription_shape(_found(call, pk))


@router.post("/{int:pk}/resume", response=_ANSWERS)
def resume(request: HttpRequest, pk: int, body: StopIn) -> Any:
    call = allow(request, NAME)
    on = required_day(body.on, "on")
    change.resume(business=call.business, subscription=_found(call, pk), on=on, now=call.now, by=call.by)
    return subscription_shape(_found(call, pk))


@router.post("/{int:pk}/price", response=_ANSWERS)
def price(request: HttpRequest, pk: int, body: PriceIn) -> Any:
    call = allow(request, NAME)
    change.reprice(
        business=call.business,
        subscription=_found(call, pk),
        line=body.line,
        unit_price=str(body.unit_price),
        on=required_day(body.start, "from"),
        now=call.now,
        by=call.by,
    )
    return subscription_shape(_found(call, pk))


@router.post("/{int:pk}/stop", response=_ANSWERS)
def stop(request: HttpRequest, pk: int, body: StopIn) -> Any:
    call = allow(request, NAME)
    on = required_day(body.on, "on")
    change.end(business=call.business, subscription=_found(call, pk), on=on, now=call.now, by=call.by)
    return subscription_shape(_found(call, pk))


def _found(call: Call, pk: int) -> Subscription:
    if not 0 < pk < 2**63:
        raise not_found()
    try:
        return change.find_subscription(call.business, pk)
    except Refusal:
        raise not_found() from None
