"""Articles: list, read, write. Writing a name already on the shelf changes that article."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.count_stock import count_stock
from kaye.actions.shapes import money
from kaye.api.gate import Call, allow
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS
from kaye.api.reading import amount, one
from kaye.api.schemas import Page, ProductIn, ProductOut
from kaye.records.calendars import currency_of
from kaye.records.models import Product

NAME = "products"
router = Router()


@router.get("", response={200: Page[ProductOut], **REFUSALS})
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    call = allow(request, NAME)
    return page(Product.objects.filter(business=call.business), query, lambda row: _shape(call, row))


@router.get("/{int:pk}", response={200: ProductOut, **REFUSALS})
def show(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME)
    return _shape(call, one(Product.objects.filter(business=call.business), pk))


@router.post("", response={201: ProductOut, **REFUSALS})
def write(request: HttpRequest, body: ProductIn) -> Any:
    call = allow(request, NAME, "customers")
    made = count_stock(
        business=call.business,
        now=call.now,
        name=body.name,
        price=amount(body.price, call.business, "price"),
        stock=body.stock,
        threshold=body.threshold,
        lifetime_days=body.lifetime_days,
        by=call.by,
    )
    return Status(201, _shape(call, made))


def _shape(call: Call, row: Product) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "price": money(row.price, currency_of(call.business).code),
        "stock": row.stock,
        "reserved": row.reserved,
        "free": row.free,
        "threshold": row.threshold,
        "lifetime_days": row.lifetime_days,
    }
