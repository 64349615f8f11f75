"""Write a sale and, when the customer is new, the customer, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Sale


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Somebody met at the counter; `phone` as typed, empty when not given."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CounterSale:
    """A sale as typed at the counter. Amounts in minor units; `client_id` is one per form shown."""

    kind: str
    lines: Sequence[LineInput]
    sold_on: date
    client_id: str
    received: int = 0
    due_on: date | None = None
    promised_on: date | None = None


def sell_at_counter(
    *,
    business: Business,
    customer: Customer | NewCustomer | None,
    sale: CounterSale,
    now: datetime,
    by: str = "",
) -> Sale:
    """The sale; the same `client_id` again returns the first one and makes no second customer. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        if known := Sale.objects.filter(business=business, client_id=sale.client_id).first():
            return known
        if isinstance(customer, NewCustomer):
            customer = record_customer(
                business=business, now=now, name_raw=customer.name, phone=customer.phone, by=by
            )
        return record_sale(
            business=business,
            customer=customer,
            kind=sale.kind,
            lines=sale.lines,
            sold_on=sale.sold_on,
            now=now,
            received=sale.received,
            due_on=sale.due_on,
            promised_on=sale.promised_on,
            client_id=sale.client_id,
            by=by,
        )
