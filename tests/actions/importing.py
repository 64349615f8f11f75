"""Bring a file in, and look at everything that the base then holds."""

from datetime import UTC, datetime
from typing import Any

from kaye.actions.approve_import import approve_import
from kaye.actions.importing.answer import ImportAnswer
from kaye.actions.read_import import read_import
from kaye.records.journal import verify
from kaye.records.models import (
    Allocation,
    Business,
    Case,
    ContactPoint,
    Customer,
    ImportBatch,
    ImportedRow,
    Instalment,
    Payment,
    Product,
    Receivable,
    Sale,
    SaleLine,
    StepDone,
)
from kaye.records.sums import wrong_sums

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)  # a Friday
HEAD = "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Prochain paiement;Livraison;Durée (jours);Note"
_FACTS = (
    Customer,
    ContactPoint,
    Product,
    Sale,
    SaleLine,
    Receivable,
    Instalment,
    Payment,
    Allocation,
    Case,
    StepDone,
)


def bring(
    business: Business, kind: str, data: bytes | str, now: datetime = NOW, **more: Any
) -> tuple[ImportBatch, ImportAnswer]:
    raw = data.encode() if isinstance(data, str) else data
    view = read_import(business=business, kind=kind, data=raw, filename=f"{kind}.csv", now=now)
    assert view.batch is not None
    return view.batch, approve_import(business=business, batch=view.batch, now=now, **more)


def notebook(*lines: str) -> str:
    return "\r\n".join((HEAD, *lines))


def counts() -> dict[str, int]:
    """How many rows of each fact."""
    return {model.__name__: model.objects.count() for model in (*_FACTS, ImportedRow)}


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """What the facts say, without the ids and instants that differ from one import to the next."""
    return {
        "customers": sorted(
            Customer.objects.values_list("name", "civility", "owed", "is_consumer", "search")
        ),
        "points": sorted(ContactPoint.objects.values_list("customer__name", "kind", "value", "state")),
        "sales": sorted(Sale.objects.values_list("sold_on", "customer__name", "kind", "total", "note")),
        "lines": sorted(
            SaleLine.objects.values_list("name", "quantity", "unit_price", "took_stock", "sold_on")
        ),
        "debts": sorted(
            Instalment.objects.values_list("customer__name", "receivable__label", "due_on", "amount", "paid")
        ),
        "payments": sorted(Payment.objects.values_list("customer__name", "amount", "received_on")),
        "products": sorted(Product.objects.values_list("search", "stock", "reserved")),
        "cases": sorted(
            Case.objects.values_list("kind", "customer__name", "proposed_step", "verb", "because")
        ),
    }


def is_whole(business: Business) -> bool:
    """Sums and journal agree with the rows."""
    return wrong_sums(business) == () and verify(business) == ()
