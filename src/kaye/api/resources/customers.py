"""Customers: list, read, write."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from kaye.actions.customer_shape import shape_of
from kaye.actions.record_customer import Identity, record_customer
from kaye.api.gate import allow
from kaye.api.pages import PageQuery, page
from kaye.api.problems import REFUSALS
from kaye.api.reading import one
from kaye.api.schemas import CustomerIn, CustomerOut, Page
from kaye.records.models import Customer
from kaye.records.queries.customers import find_customers

NAME = "customers"
router = Router()


class CustomerQuery(PageQuery):
    """`q`: a name, a phone, an e-mail."""

    q: str = Query("", max_length=200)


@router.get("", response={200: Page[CustomerOut], **REFUSALS})
def index(request: HttpRequest, query: Query[CustomerQuery]) -> Any:
    call = allow(request, NAME)
    rows = Customer.objects.filter(business=call.business).select_related("business")
    if query.q.strip():
        rows = rows.filter(pk__in=[each.pk for each in find_customers(call.business, query.q)])
    return page(rows, query, shape_of)


@router.get("/{int:pk}", response={200: CustomerOut, **REFUSALS})
def show(request: HttpRequest, pk: int) -> Any:
    call = allow(request, NAME)
    return shape_of(one(Customer.objects.filter(business=call.business), pk))


@router.post("", response={201: CustomerOut, **REFUSALS})
def create(request: HttpRequest, body: CustomerIn) -> Any:
    call = allow(request, NAME)
    made = record_customer(
        business=call.business,
        now=call.now,
        name_raw=body.name,
        phone=body.phone,
        email=body.email,
        country=body.country.upper(),
        is_consumer=body.is_consumer,
        address=body.address,
        notes=body.notes,
        identity=Identity(body.siren, body.vat_number, body.postcode, body.city),
        by=call.by,
    )
    return Status(201, shape_of(made))
