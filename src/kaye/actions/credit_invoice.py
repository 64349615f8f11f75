"""Correct an issued invoice by a credit note: whole, by lines, or of an amount (M22, M23)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from kaye.actions.close_cases import close_cases
from kaye.actions.documents.figures import Figures, figures
from kaye.actions.documents.ground import ground
from kaye.actions.documents.lowering import Lowered, lower
from kaye.actions.documents.numbering import next_number
from kaye.actions.documents.parts import Part, Role, wanted_kind
from kaye.actions.documents.printing import Stamp, print_paper
from kaye.actions.draft_document import draft_document
from kaye.actions.issue_invoice import check_seller, keep_print
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document, Instalment, Receivable
from kaye.records.queries.documents import INVOICES, credited_total, deposits_of, final_of
from kaye.rules.documents.titles import Kind

CANCELLED = "annulée par avoir"


def credit_invoice(
    *,
    business: Business,
    invoice: Document,
    reason: str,
    now: datetime,
    amount: int | None = None,
    vat: str = "",
    quantities: Mapping[int, Decimal] | None = None,
    spread: bool = False,
    by: str = "",
) -> Document:
    """The issued credit note. `amount`: with VAT, in minor units, at the rate `vat`, or over every rate (`spread`).

    Without `amount` and `quantities`, all that is left. It lowers the balance first; the rest is the customer's
    credit. Raises Refusal.
    """
    if not reason.strip():
        raise Refusal("Dites pourquoi cet avoir : le motif est imprimé dessus.")
    part = _part(amount, vat, quantities, spread)
    with transaction.atomic():
        lock(business)
        invoice.refresh_from_db()
        _check(invoice)
        note = draft_document(
            business=business,
            kind="credit_note",
            asked={},
            now=now,
            customer=invoice.customer,
            original=invoice,
            part=part,
            by=by,
        )
        note.reason_text = reason.strip()[:300]
        return _issue(business, note, invoice, now, by)


def _issue(business: Business, note: Document, invoice: Document, now: datetime, by: str) -> Document:
    land, today = ground(business), local_day(business, now)
    check_seller(land)
    found = figures(note, land)
    note.number = next_number(land, Kind.CREDIT_NOTE, today)
    note.state, note.issued_on, note.issued_at, note.updated_at = "issued", today, now, now
    note.ht, note.vat, note.ttc, note.due = found.totals.ht, found.totals.vat, found.totals.ttc, 0
    printed = print_paper(note, found, land, Stamp(Kind.CREDIT_NOTE, note.number, today))
    kept = keep_print(note, printed, found, now)
    lowered = _lower(note, invoice, found, today, now)
    _close(business, invoice, now)
    touch([note.customer_id], now)
    _write_event(note, invoice, found, lowered, kept.sha256, now, by)
    replan(business=business, customer_ids=[note.customer_id], now=now)
    return note


def _part(amount: int | None, vat: str, quantities: Mapping[int, Decimal] | None, spread: bool) -> Part:
    if amount is not None and quantities:
        raise Refusal("Choisissez un montant ou des quantités, pas les deux.")
    if amount is not None:
        role = Role.CREDIT_SPREAD if spread else Role.CREDIT_AMOUNT
        return Part(role, amount=str(amount), vat=vat)
    if quantities:
        return Part(Role.CREDIT_LINES, quantities=quantities)
    return Part(Role.CREDIT_WHOLE)


def _check(invoice: Document) -> None:
    if invoice.kind not in INVOICES or invoice.state != "issued":
        raise Refusal("Un avoir corrige une facture émise : choisissez-en une.")
    if wanted_kind(invoice) is Kind.DEPOSIT and (final := final_of(invoice)) is not None:
        raise Refusal(
            f"L'acompte {invoice.number} est déjà déduit de la facture {final.number} :"
            " faites l'avoir sur cette dernière."
        )


def _lower(note: Document, invoice: Document, found: Figures, today: date, now: datetime) -> Lowered:
    """The debt of the invoice first, then those of the deposits that it deducted."""
    debts = [invoice.receivable] if invoice.receivable is not None else []
    if invoice.source is not None and (invoice.printed or {}).get("document", {}).get("deposits"):
        debts += [paper.receivable for paper in deposits_of(invoice.source) if paper.receivable is not None]
    living: list[Receivable] = [debt for debt in debts if debt.cancelled_at is None]
    return lower(
        receivables=living, amount=found.totals.ttc, on=today, now=now, document=note, reason=note.reason_text
    )


def _close(business: Business, invoice: Document, now: datetime) -> None:
    """Fully credited, it is followed no more, and says why."""
    if invoice.receivable is None or credited_total(invoice) < invoice.ttc:
        return
    ids = Instalment.objects.filter(receivable=invoice.receivable).values_list("pk", flat=True)
    close_cases(business=business, subject_type="instalment", subject_ids=ids, now=now, because=CANCELLED)


def _write_event(
    note: Document, invoice: Document, found: Figures, lowered: Lowered, sha256: str, now: datetime, by: str
) -> None:
    append(
        business=note.business,
        kind="credit_note_issued",
        at=now,
        customer=note.customer,
        payload={
            "document": note.pk,
            "number": note.number,
            "original": invoice.number,
            "customer": note.customer_id,
            "ht": note.ht,
            "vat": note.vat,
            "ttc": note.ttc,
            "rates": [
                [f"{row.vat.rate:f}", row.vat.category.value, row.base, row.amount]
                for row in found.totals.rates
            ],
            "lowered": lowered.from_balance,
            "credit": lowered.credit,
            "reason": note.reason_text,
            "sha256": sha256,
        },
        by=by,
        money=True,
    )
