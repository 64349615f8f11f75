"""« Ateliers du Nord »: an industrial firm whose customer pays late (C2)."""

from dataclasses import dataclass
from datetime import date, datetime

from django_scopes import scope

from kaye.actions.add_debt import add_debt
from kaye.actions.change_papers import change_papers
from kaye.actions.choose_invoice_scenario import choose_invoice_scenario
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, Customer, Receivable

OPENED = "2026-01-15T09:00:00+01:00"
NUMBER = "FA2026-0031"


@dataclass(frozen=True, slots=True)
class Industry:
    """One late invoice of 1 234,56 €, due on 30 January."""

    business: Business
    debtor: Customer
    debt: Receivable


def open_industry() -> Industry:
    """In France, its invoices followed by the industrial steps."""
    at = datetime.fromisoformat(OPENED)
    business = open_business(name="Ateliers du Nord", country="FR", now=at)
    with scope(business=business):
        identity = {"legal_name": "Ateliers du Nord SARL", "address": "ZI Est, Lille", "siren": "732829320"}
        change_papers(business=business, given=identity, now=at)
        choose_invoice_scenario(business=business, key="invoice_industrial", now=at)
        debtor = record_customer(
            business=business, now=at, name_raw="SARL Mécanique Duval", email="compta@duval.example",
            phone="0320112233", is_consumer=False, address="3 rue du Port",
        )  # fmt: skip
        debt = add_debt(
            business=business, customer=debtor, label="40 brides usinées", total=123_456,
            issued_on=date(2026, 1, 15), due_on=date(2026, 1, 30), origin="invoice", reference=NUMBER, now=at,
        )  # fmt: skip
    return Industry(business, debtor, debt)
