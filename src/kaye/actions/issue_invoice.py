"""Issue an invoice: number, print, bytes and debt in one transaction; from then on it does not change (M8–M15)."""

from datetime import date, datetime

from django.db import transaction

from kaye.actions.change_draft import check_draft
from kaye.actions.documents.debts import debt_of_sale, make_debt, paid_on
from kaye.actions.documents.figures import Figures, figures
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import Ground, country_of, ground, is_firm
from kaye.actions.documents.numbering import next_number
from kaye.actions.documents.parts import wanted_kind
from kaye.actions.documents.printing import Stamp, kept_print, print_paper
from kaye.actions.give_link import payment_link
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.documents.pdf import pdf
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.links import is_public, url_of
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Customer, Document, DocumentFile, Instalment
from kaye.records.queries.quotes import at_home
from kaye.records.sums import recount
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.titles import (
    ASKING_MONEY,
    Kind,
    by_platform,
    kind_of,
    missing_identity,
    missing_of_buyer,
    missing_text,
    refuses_gaps,
)
from kaye.rules.french import day_text, listing

TO_TRANSMIT = "to_transmit"


def issue_invoice(*, business: Business, document: Document, now: datetime, by: str = "") -> Document:
    """An ordinary, deposit or final invoice, or the receipt in its place. Raises Refusal.

    Its debt is followed at once; nothing is sent.
    """
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        check_draft(document)
        if wanted_kind(document) not in ASKING_MONEY:
            raise Refusal("Ce document n'est pas une facture.")
        land, today = ground(business), local_day(business, now)
        check_seller(land)
        check_buyer(land, document.customer, today)
        check_delay(document, today)
        found = figures(document, land)
        wanted = Kind.FINAL if found.deposits else wanted_kind(document)
        kind = kind_of(wanted, land.taxes.titles, {**land.papers.texts, "fne": document.fne_number})
        number = next_number(land, kind, today)
        document.kind, document.number, document.state = kind.value, number, "issued"
        document.issued_on, document.issued_at, document.updated_at = today, now, now
        document.due_on = found.asked.terms.due_on(today)
        _keep_amounts(document, found)
        known = debt_of_sale(document.sale)
        paid = min(paid_on(known), found.due) if known is not None else 0
        instalments = make_debt(document, found, number, document.due_on, now)
        document.due_on = _agreed_on(instalments) or document.due_on
        document.save()
        stamp = Stamp(kind, number, today, document.due_on, paid=paid, payment_link=_link(document, now))
        printed = print_paper(document, found, land, stamp)
        if printed.platform_copy:
            document.platform_status = TO_TRANSMIT
        kept = keep_print(document, printed, found, now)
        _follow(business, document, instalments, now)
        _write_event(document, kept, found, now, by)
        replan(business=business, customer_ids=[document.customer_id], now=now)
    return document


def keep_print(document: Document, printed: Printed, found: Figures, now: datetime) -> DocumentFile:
    """What the paper says and its exact bytes, in the caller's transaction."""
    document.printed = kept_print(printed, found)
    document.save()
    return keep_file(document, "pdf", pdf(printed), now)


def check_seller(land: Ground) -> None:
    """Raises Refusal naming every missing setting (M13)."""
    business = {**land.papers.texts}
    if missing := missing_identity(land.taxes.titles, business):
        raise Refusal(missing_text(missing))


def check_buyer(land: Ground, customer: Customer, today: date) -> None:
    """Raises Refusal for an incomplete professional once platforms carry invoices; before, it only warns (M13)."""
    rules = land.taxes.titles
    carried = by_platform(rules, today, is_firm(customer), country_of(land.business, customer))
    if carried and refuses_gaps(rules, today) and (lacks := buyer_lacks(customer)):
        raise Refusal(f"Il manque {listing(lacks)} de {customer.name} : complétez sa fiche avant d'émettre.")


def check_delay(document: Document, today: date) -> None:
    """Raises Refusal while the law forbids to ask money for what was signed at home (M37)."""
    home = at_home(document)
    if home is not None and home.no_payment_before is not None and today < home.no_payment_before:
        raise Refusal(
            "Signé au domicile d'un particulier : rien ne peut être demandé avant le"
            f" {day_text(home.no_payment_before)}."
        )


def buyer_lacks(customer: Customer) -> tuple[str, ...]:
    """What a professional customer's record lacks, in French, for a warning."""
    return missing_of_buyer(is_firm(customer), customer.address, customer.siren, customer.vat_number)


def _keep_amounts(document: Document, found: Figures) -> None:
    document.ht, document.vat, document.ttc = found.totals.ht, found.totals.vat, found.totals.ttc
    document.due = found.due


def _agreed_on(instalments: list[Instalment]) -> date | None:
    """The due date that the debt really has: a sale's own may be kept (M21)."""
    days = [each.due_on for each in instalments if each.due_on is not None]
    return min(days, default=None)


def _link(document: Document, now: datetime) -> str:
    """The address where it is paid; printed only where customers can reach it, since a paper never changes."""
    if document.receivable is None:
        return ""
    link = payment_link(business=document.business, receivable=document.receivable, now=now)
    return url_of(link) if is_public() else ""


def _follow(business: Business, document: Document, instalments: list[Instalment], now: datetime) -> None:
    """A new debt is followed from now on; one of the notebook already is."""
    recount(business, [document.customer_id])
    ids = [each.pk for each in instalments]
    followed = set(
        Case.objects.filter(business=business, subject_type="instalment", subject_id__in=ids).values_list(
            "subject_id", flat=True
        )
    )
    fresh = [each for each in instalments if each.pk not in followed]
    open_cases(business=business, now=now, instalments=fresh)
    touch([document.customer_id], now)


def _write_event(document: Document, kept: DocumentFile, found: Figures, now: datetime, by: str) -> None:
    append(
        business=document.business,
        kind="invoice_issued",
        at=now,
        customer=document.customer,
        payload={
            "document": document.pk,
            "number": document.number,
            "kind": document.kind,
            "customer": document.customer_id,
            "receivable": document.receivable_id,
            "issued_on": document.issued_on.isoformat() if document.issued_on else None,
            "due_on": document.due_on.isoformat() if document.due_on else None,
            "ht": document.ht,
            "vat": document.vat,
            "ttc": document.ttc,
            "due": document.due,
            "rates": [
                [f"{row.vat.rate:f}", row.vat.category.value, row.base, row.amount]
                for row in found.totals.rates
            ],
            "sha256": kept.sha256,
        },
        by=by,
        money=True,
    )
