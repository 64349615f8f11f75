"""Instalments agreed with a customer: list, read, agree, cancel (M29, M30)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.cancel_plan import cancel_plan
from kaye.actions.make_plan import make_plan
from kaye.actions.money_shape import plan
from kaye.api.gate import Call, allow, need_idempotency
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS
from kaye.api.reading import customer, one, required_day
from kaye.api.schemas import Page, PlanIn, PlanOut
from kaye.records.calendars import currency_of
from kaye.records.models import Plan

NAME = "plans"
router = Router()


@router.get("", response={200: Page[PlanOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    call = allow(request, NAME)
    return page(_rows(call), query, lambda row: _shape(call, row))


@router.get("/{int:pk}", response={200: PlanOut, **REFUSALS})
def show(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME)
    return _shape(call, one(_rows(call), pk))


@router.post("", response={201: PlanOut, **REFUSALS})
def create(request: HttpRequest, body: PlanIn) -> Any:
    call = allow(request, NAME)
    need_idempotency(call)
    done = make_plan(
        business=call.business,
        customer=customer(call, body.customer),
        count=body.count,
        first_on=required_day(body.first, "first"),
        now=call.now,
        debts=body.debts,
        every=body.every,
        by=call.by,
    )
    assert done.plan is not None
    return Status(201, plan(done.plan, done.instalments, done.confirmation, currency_of(call.business).code))


@router.post("/{int:pk}/cancel", response={200: PlanOut, **REFUSALS})
def cancel(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME)
    need_idempotency(call)
    cancel_plan(business=call.business, plan=one(_rows(call), pk), now=call.now, by=call.by)
    return _shape(call, one(_rows(call), pk))


def _rows(call: Call) -> Any:
    rows = Plan.objects.filter(business=call.business).select_related("customer")
    return rows.prefetch_related("instalments", "replaced")


def _shape(call: Call, row: Plan) -> dict[str, Any]:
    live = row.replaced.all() if row.state == "cancelled" else row.instalments.all()
    return plan(row, list(live), None, currency_of(call.business).code)
