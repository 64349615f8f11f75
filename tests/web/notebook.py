"""Chez Moussa on a Thursday morning: who owes what, what rings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django_scopes import scope

from kaye.actions.count_stock import count_stock
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.models import Business, Customer, Sale

NOW = "2026-06-04T07:30:00+01:00"  # a Thursday, 7:30 in Douala
DAY = date(2026, 6, 4)


@dataclass(frozen=True, slots=True)
class Notebook:
    """Pierre owes 12 000 today; Étienne's telephone comes tomorrow; Rose owes and has no number."""

    business: Business
    pierre: Customer
    etienne: Customer
    rose: Customer


def open_notebook() -> Notebook:
    """Three customers of the requirements, a low stock, sales of yesterday."""
    business = open_business(name="Chez Moussa", country="CM", now=_at(date(2026, 4, 20)))
    with scope(business=business):
        count_stock(business=business, now=_at(date(2026, 4, 21)), name="Chargeur", stock=1, threshold=2)
        pierre = customer(business, "Tonton Pierre", "699112233")
        etienne = customer(business, "Mr Étienne", "655443322")
        rose = customer(business, "Maman Rose")
        sell(business, pierre, "credit", "Huile 5 L", 2, 7_500, date(2026, 5, 28), received=3_000)
        order = date(2026, 6, 2)
        sell(business, etienne, "order", "Tecno", 1, 65_000, order, 32_500, promised_on=date(2026, 6, 5))
        sell(business, rose, "credit", "Chargeur", 1, 2_500, date(2026, 5, 25))
        sell(business, None, "cash", "Huile 5 L", 4, 7_500, date(2026, 6, 3))
    return Notebook(business, pierre, etienne, rose)


def customer(business: Business, name: str, phone: str = "") -> Customer:
    return record_customer(business=business, now=_at(date(2026, 4, 22)), name_raw=name, phone=phone)


def sell(
    business: Business,
    to: Customer | None,
    kind: str,
    article: str,
    quantity: int,
    price: int,
    on: date,
    received: int = 0,
    promised_on: date | None = None,
) -> Sale:
    return record_sale(
        business=business,
        customer=to,
        kind=kind,
        lines=[LineInput(article, quantity, price)],
        sold_on=on,
        now=_at(on),
        received=received,
        promised_on=promised_on,
    )


def many(business: Business, count: int) -> None:
    """So many more customers who owe since the 20th of May."""
    with scope(business=business):
        for each in range(count):
            who = customer(business, f"Mme Alice{each} Nom{each}", f"6701{each:05d}")
            sell(business, who, "credit", "Huile 5 L", 1, 7_500, date(2026, 5, 20))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
