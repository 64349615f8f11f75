"""Businesses that invoice, made by the actions themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django_scopes import scope

from kaye.actions.change_papers import change_papers
from kaye.actions.draft_document import draft_document
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, Customer, Document
from kaye.rules.people import PersonName

NOW = datetime(2026, 5, 15, 13, tzinfo=UTC)
IDENTITY = {"legal_name": "Froid Caraïbes SARL", "address": "12 rue Frébault", "siren": "732829320"}


@contextmanager
def office(country: str = "GP", **more: str) -> Iterator[Business]:
    """Inside the walls of a business with its identity."""
    business = open_business(name="Froid Caraïbes", country=country, now=NOW)
    with scope(business=business):
        change_papers(business=business, given={**IDENTITY, **more}, now=NOW)
        yield business


def someone(business: Business, name: str = "Mme Jeanne", is_firm: bool = False) -> Customer:
    parts = PersonName(company=name) if is_firm else None
    return record_customer(business=business, now=NOW, name_raw=name, parts=parts, is_consumer=not is_firm)


def asked(*lines: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """(label, quantity, unit price[, rate[, discount]]) -> a file without its customer."""
    keys = ("label", "quantity", "unit_price", "vat", "discount")
    return {"prices": "ht", "lines": [dict(zip(keys, line, strict=False)) for line in lines], **more}


def issued(
    business: Business, customer: Customer, *lines: tuple[str, ...], at: datetime = NOW, **more: Any
) -> Document:
    draft = draft_document(
        business=business, kind="invoice", asked=asked(*lines, **more), now=at, customer=customer
    )
    return issue_invoice(business=business, document=draft, now=at)
