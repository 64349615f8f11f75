"""Payments received: list, read, record, take back (M24–M28)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.money_shape import paid
from kaye.actions.record_payment import record_payment, result_of
from kaye.actions.reverse_payment import reverse_payment
from kaye.api.gate import Call, allow, need_idempotency
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS
from kaye.api.reading import amount, customer, day, one
from kaye.api.schemas import Page, PaymentIn, PaymentOut, ReverseIn
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Payment

NAME = "payments"
router = Router()


class PaymentQuery(PageQuery):
    """`customer`: an id."""

    customer: int | None = Query(None, ge=1, le=2**53)


@router.get("", response={200: Page[PaymentOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PaymentQuery]) -> Any:
    call = allow(request, NAME)
    rows = _rows(call)
    if query.customer is not None:
        rows = rows.filter(customer=query.customer)
    return page(rows, query, lambda row: _shape(call, row))


@router.get("/{int:pk}", response={200: PaymentOut, **REFUSALS})
def show(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME)
    return _shape(call, one(_rows(call), pk))


@router.post("", response={201: PaymentOut, **REFUSALS})
def create(request: HttpRequest, body: PaymentIn) -> Any:
    call = allow(request, NAME)
    need_idempotency(call)
    done = record_payment(
        business=call.business,
        customer=customer(call, body.customer),
        amount=amount(body.amount, call.business, "amount") or 0,
        received_on=day(body.on, "on") or local_day(call.business, call.now),
        now=call.now,
        method=body.method,
        reference=body.reference,
        debts=body.debts,
        client_id=call.client_id,
        by=call.by,
    )
    return Status(201, paid(done, currency_of(call.business).code))


@router.post("/{int:pk}/reverse", response={200: PaymentOut, **REFUSALS})
def reverse(request: HttpRequest, pk: int, body: ReverseIn) -> Any:
    call = allow(request, NAME, "reverse")
    need_idempotency(call)
    row = one(_rows(call), pk)
    reverse_payment(business=call.business, payment=row, reason=body.reason, now=call.now, by=call.by)
    return _shape(call, one(_rows(call), pk))


def _rows(call: Call) -> Any:
    return Payment.objects.filter(business=call.business, reverses=None).select_related("customer")


def _shape(call: Call, row: Payment) -> dict[str, Any]:
    return paid(result_of(row), currency_of(call.business).code)
