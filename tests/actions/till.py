"""Short words for the stories of the tests."""

from datetime import date, datetime
from typing import Any

from kaye.actions.record_customer import record_customer
from kaye.actions.record_payment import PaymentResult, record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.models import Business, Customer, Instalment, Receivable, Sale

TODAY = date(2026, 5, 22)


def customer(business: Business, now: datetime, name: str = "Mme Jeanne") -> Customer:
    return record_customer(business=business, now=now, name_raw=name)


def sell(business: Business, who: Customer | None, kind: str, now: datetime, **given: Any) -> Sale:
    """Two cans of oil at 6 500 unless told otherwise, today."""
    lines = given.pop("lines", [LineInput("Huile 5 L", 2, 6_500)])
    given.setdefault("sold_on", TODAY)
    return record_sale(business=business, customer=who, kind=kind, lines=lines, now=now, **given)


def pay(business: Business, who: Customer, amount: int, now: datetime, **given: Any) -> PaymentResult:
    given.setdefault("received_on", TODAY)
    return record_payment(business=business, customer=who, amount=amount, now=now, **given)


def owed(who: Customer) -> int:
    who.refresh_from_db()
    return who.owed


def debt_of(sale: Sale) -> Receivable:
    return Receivable.objects.get(sale=sale)


def instalment_of(sale: Sale) -> Instalment:
    return Instalment.objects.get(receivable__sale=sale)
