"""The notebook: cash, credit and order sales (A1)."""

from typing import Any

from django.db.models import F, Sum
from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.shapes import money
from kaye.api.gate import Call, allow, need_idempotency
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS
from kaye.api.reading import amount, customer, day, one
from kaye.api.schemas import Page, SaleIn, SaleOut
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Sale

NAME = "sales"
router = Router()


@router.get("", response={200: Page[SaleOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    call = allow(request, NAME)
    return page(_rows(call), query, lambda row: _shape(call, row))


@router.get("/{int:pk}", response={200: SaleOut, **REFUSALS})
def show(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME)
    return _shape(call, one(_rows(call), pk))


@router.post("", response={201: SaleOut, **REFUSALS})
def create(request: HttpRequest, body: SaleIn) -> Any:
    call = allow(request, NAME, "payments")
    need_idempotency(call)
    lines = [
        LineInput(
            each.name, each.quantity, amount(each.unit_price, call.business, f"lines.{n}.unit_price") or 0
        )
        for n, each in enumerate(body.lines)
    ]
    made = record_sale(
        business=call.business,
        customer=customer(call, body.customer) if body.customer not in (None, "") else None,
        kind=body.kind,
        lines=lines,
        sold_on=day(body.sold_on, "sold_on") or local_day(call.business, call.now),
        now=call.now,
        received=amount(body.received, call.business, "received") or 0,
        due_on=day(body.due_on, "due_on"),
        promised_on=day(body.promised_on, "promised_on"),
        note=body.note,
        client_id=call.client_id,
        by=call.by,
    )
    return Status(201, _shape(call, one(_rows(call), made.pk)))


def _rows(call: Call) -> Any:
    rows = Sale.objects.filter(business=call.business).select_related("customer").prefetch_related("lines")
    owing = F("receivables__instalments__amount") - F("receivables__instalments__paid")
    return rows.annotate(owing=Sum(owing))


def _shape(call: Call, row: Any) -> dict[str, Any]:
    code = currency_of(call.business).code
    return {
        "id": row.pk,
        "number": row.number,
        "kind": row.kind,
        "customer": {"id": row.customer_id, "name": row.customer.name} if row.customer else None,
        "sold_on": row.sold_on.isoformat(),
        "promised_on": row.promised_on.isoformat() if row.promised_on else None,
        "delivered_on": row.delivered_on.isoformat() if row.delivered_on else None,
        "total": money(row.total, code),
        "balance": money(0 if row.cancelled_at else row.owing or 0, code),
        "lines": [
            {"name": each.name, "quantity": each.quantity, "unit_price": money(each.unit_price, code)}
            for each in row.lines.all()
        ],
        "cancelled": row.cancelled_at is not None,
    }
