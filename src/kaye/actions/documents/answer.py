"""A quote, an invoice or a credit note as commands and the API answer it (M59). This shape does not change."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from kaye.actions.documents.figures import Figures, figures, printed_of
from kaye.actions.documents.ground import ground
from kaye.actions.documents.parts import wanted_kind
from kaye.records.calendars import currency_of
from kaye.records.links import url_of
from kaye.records.models import Allocation, Document, Payment, Reduction
from kaye.records.queries.documents import credited_total, file_of
from kaye.records.queries.quotes import at_home
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.document import DocumentLine
from kaye.rules.documents.lines import Category
from kaye.rules.documents.titles import kind_of, title_of
from kaye.rules.documents.totals import Totals
from kaye.rules.money import format_money

Plain = dict[str, Any]
CERTIFIED = "fne"  # role of the second PDF of an Ivorian receipt (M14)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the debt of a paper, in minor units (M25). `pending`: cheques not cleared yet."""

    paid: int = 0
    credited: int = 0
    written_off: int = 0
    rounding: int = 0
    pending: int = 0
    balance: int = 0


def answer(document: Document) -> Plain:
    """The whole shape. A draft shows the figures it would have now."""
    code = currency_of(document.business).code
    printed = printed_of(document) if document.printed else None
    found = figures(document, ground(document.business)) if printed is None else None
    settled = settled_of(document)
    lines, totals = _content(printed, found)
    home = at_home(document)
    deposits = printed.deposits if printed else found.deposits if found else ()
    return {
        "id": document.pk,
        "kind": document.kind,
        "title": title(document),
        "number": document.number or None,
        "version": document.version if document.state != "draft" else document.revision,
        "state": state(document, settled),
        "customer": {"id": document.customer_id, "name": document.customer.name},
        "issued_on": _day(document.issued_on),
        "due_on": _day(due_on(document)),
        "valid_until": _day(document.valid_until),
        "no_payment_before": _day(home.no_payment_before) if home else None,
        "withdrawal_until": _day(home.withdrawal_until) if home else None,
        "prices": (printed.prices if printed else found.prices if found else "ht"),
        "lines": [_line(n, each, code) for n, each in enumerate(lines, 1)],
        "vat": [
            {
                "rate": f"{row.vat.rate.normalize():f}",
                "category": row.vat.category.value,
                "base": money(row.base, code),
                "amount": money(row.amount, code),
            }
            for row in totals.rates
        ],
        "totals": {
            "ht": money(document.ht, code),
            "vat": money(document.vat, code),
            "ttc": money(document.ttc, code),
            "deposits": money(sum(each.amount for each in deposits), code),
            "due": money(document.due, code),
            "paid": money(settled.paid, code),
            "credited": money(settled.credited, code),
            "pending": money(settled.pending, code),
            "balance": money(settled.balance, code),
        },
        "deposits": [
            {"number": each.number, "issued_on": _day(each.issued_on), "amount": money(each.amount, code)}
            for each in deposits
        ],
        "mentions": [{"code": each.code, "text": each.text} for each in printed.mentions] if printed else [],
        "words": (printed.words or None) if printed else None,
        "platform": _platform(document),
        "sha256": _sha256(document),
        "link": _link(document),
        "source": document.source.number or document.source.pk if document.source else None,
        "original": document.original.number if document.original else None,
        "reason": document.reason_text or document.reason or None,
    }


def settled_of(document: Document) -> Settled:
    """From the rows of its debt; zeros for a draft and for a paper that asks no money."""
    debt = document.receivable
    if debt is None:
        return Settled(credited=credited_total(document) if document.number else 0)
    rows = Reduction.objects.filter(instalment__receivable=debt).order_by()
    reduced = dict(rows.values_list("kind").annotate(total=Sum("amount")))
    paid = Allocation.objects.filter(instalment__receivable=debt).aggregate(total=Sum("amount"))["total"] or 0
    live = debt.instalments.filter(replaced_at=None)
    balance = 0 if debt.cancelled_at else sum(each.amount - each.paid for each in live)
    return Settled(
        paid=paid,
        credited=credited_total(document),
        written_off=reduced.get("write_off", 0),
        rounding=reduced.get("rounding", 0),
        pending=_pending(document),
        balance=balance,
    )


def state(document: Document, settled: Settled) -> str:
    """Of a quote, its own; of an invoice: draft, issued, partly_paid, paid, credited, written_off."""
    if document.state == "draft" or document.kind in ("quote", "order", "delivery", "credit_note"):
        return document.state
    if settled.balance:
        return "partly_paid" if settled.paid else "issued"
    if document.ttc and settled.credited >= document.ttc:
        return "credited"
    return "written_off" if settled.written_off else "paid"


def title(document: Document) -> str:
    """As printed; of a draft, as it would be."""
    if document.fne_number:
        return "Facture"
    if document.printed:
        return printed_of(document).title
    land = ground(document.business)
    kind = kind_of(
        wanted_kind(document), land.taxes.titles, {**land.papers.texts, "fne": document.fne_number}
    )
    return title_of(kind, land.taxes.titles)


def due_on(document: Document) -> date | None:
    """The next day something is owed, as a plan may have changed it (M11)."""
    debt = document.receivable
    if debt is not None:
        live = debt.instalments.filter(replaced_at=None, due_on__isnull=False).order_by("due_on")
        first = next((each for each in live if each.paid < each.amount), None) or live.last()
        return first.due_on if first is not None else document.due_on
    return document.due_on


def money(minor: int, code: str) -> Plain:
    """{minor, currency, text} (R2)."""
    return {"minor": minor, "currency": code, "text": format_money(minor, code)}


def _content(printed: Printed | None, found: Figures | None) -> tuple[tuple[DocumentLine, ...], Totals]:
    if printed is not None:
        return printed.lines, printed.totals
    assert found is not None
    return found.lines, found.totals


def _line(n: int, line: DocumentLine, code: str) -> Plain:
    rate = f"{line.vat.rate.normalize():f}"
    return {
        "n": n,
        "label": line.label,
        "quantity": f"{line.quantity.normalize():f}",
        "unit": line.unit or None,
        "unit_price": f"{line.unit_price:f}",
        "vat": "AE" if line.vat.category is Category.REVERSE_CHARGE else rate,
        "net": money(line.net, code),
    }


def _pending(document: Document) -> int:
    """Cheques received for this debt and not cleared (M27)."""
    rows = Payment.objects.filter(customer_id=document.customer_id, state="pending")
    mine = (
        (each.amount, wanted)
        for each in rows
        for debt, wanted in each.meant_for
        if debt == document.receivable_id
    )
    return sum(amount if wanted is None else wanted for amount, wanted in mine)


def _platform(document: Document) -> Plain | None:
    if not document.platform_status:
        return None
    return {"status": document.platform_status, "number": document.platform_number or None}


def _sha256(document: Document) -> str | None:
    kept = file_of(document, CERTIFIED) or file_of(document, "pdf")
    return kept.sha256 if kept is not None else None


def _link(document: Document) -> str | None:
    link = document.links.filter(kind="document", revoked_at=None).order_by("-pk").first()
    return (url_of(link) or None) if link is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
