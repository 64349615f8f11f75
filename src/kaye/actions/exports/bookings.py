"""Rows to entries of bookkeeping, in order of date: documents issued and money moved between two days."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum

from kaye.actions.importing.debts import CREDIT_NOTE
from kaye.records.calendars import calendar_of
from kaye.records.models import Business, Customer, Document, Payment
from kaye.records.rate_shares import printed_document
from kaye.rules.documents.bookkeeping import BANKING, SALES, TILL, Booking, document_sides, payment_sides
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.titles import Kind

BOOKED = ("invoice", "deposit", "final", "receipt", "credit_note")
_OTHERS = "Clients divers"


def bookings(business: Business, start: date, end: date) -> list[Booking]:
    """Every entry whose day lies between these two, both included; sales before the money of the same day."""
    found = [*_documents(business, start, end), *_payments(business, start, end)]
    return sorted(found, key=lambda each: (each.on, each.journal != SALES, each.piece))


def issued(business: Business, start: date, end: date) -> QuerySet[Document]:
    """Documents that the sales journal takes, in order of issue."""
    rows = Document.objects.filter(business=business, kind__in=BOOKED, issued_on__range=(start, end))
    rows = rows.exclude(state="draft").exclude(printed=None)
    return rows.select_related("customer", "original").order_by("issued_on", "issued_at", "pk")


def printed_of(row: Document) -> Printed:
    """The paper as it was printed."""
    assert row.printed is not None
    return printed_document(row.printed)


def _documents(business: Business, start: date, end: date) -> Iterator[Booking]:
    for row in issued(business, start, end).iterator(chunk_size=500):
        paper = printed_of(row)
        assert row.issued_on is not None
        of_deposit = row.original is not None and row.original.kind == "deposit"
        yield Booking(
            journal=SALES,
            on=row.issued_on,
            piece=row.number,
            piece_on=row.issued_on,
            label=f"{paper.title} {row.number} {row.customer.name}",
            aux=aux_of(row.customer),
            aux_name=row.customer.name,
            valid_on=row.issued_on,
            sides=document_sides(
                Kind(row.kind), paper.totals.rates, paper.nature, paper.deposits, of_deposit
            ),
        )


def _payments(business: Business, start: date, end: date) -> Iterator[Booking]:
    zone = ZoneInfo(calendar_of(business).zone)
    rows = Payment.objects.filter(business=business, state="done", received_on__range=(start, end))
    rows = rows.exclude(batch__isnull=False, reason=CREDIT_NOTE)
    rows = rows.select_related("customer").annotate(forgiven=Sum("reductions__amount"))
    for row in rows.order_by("received_on", "pk").iterator(chunk_size=500):
        cash = row.method == "cash"
        name = row.customer.name if row.customer else _OTHERS
        what = "Remboursement" if row.kind == "refund" else "Règlement"
        yield Booking(
            journal=TILL if cash else BANKING,
            on=row.received_on,
            piece=row.reference or f"P{row.pk}",
            piece_on=row.received_on,
            label=f"{what}{' annulé' if row.reverses_id else ''} {name}",
            aux=aux_of(row.customer),
            aux_name=name,
            valid_on=row.created_at.astimezone(zone).date(),
            sides=payment_sides(row.amount, cash, _rounding(row)),
        )


def _rounding(row: Payment) -> int:
    """« Arrondi » only: other reductions of a payment are debts given up, not money."""
    if not getattr(row, "forgiven", 0):
        return 0
    rows = row.reductions.filter(kind="rounding")
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def aux_of(customer: Customer | None) -> str:
    """The customer's own account."""
    return f"C{customer.pk:06d}" if customer else "CDIVERS"
