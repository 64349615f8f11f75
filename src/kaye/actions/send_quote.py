"""Send a quote: its number, its exact bytes, its page, its message; then it is followed (M10, M33)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.documents.figures import Figures, figures
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import Ground, ground
from kaye.actions.documents.numbering import next_number
from kaye.actions.documents.printing import Stamp, kept_print, print_paper
from kaye.actions.give_link import document_link
from kaye.actions.inbox.requests import quoted
from kaye.actions.open_cases import open_cases
from kaye.actions.quotes import settle
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.send_message import Sending, Words, send_message
from kaye.documents.pdf import pdf
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.links import url_of
from kaye.records.locks import lock
from kaye.records.models import Business, ContactPoint, Document, DocumentFile, Link
from kaye.records.subjects import sending_key
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.titles import Kind
from kaye.rules.french import day_text
from kaye.rules.money import format_money


@dataclass(frozen=True, slots=True)
class QuoteSent:
    """`sending.message` None: nothing leaves by itself, `sending.because` says why; the link can be given by hand."""

    quote: Document
    link: Link
    sending: Sending


def send_quote(
    *,
    business: Business,
    document: Document,
    now: datetime,
    channels: tuple[str, ...] = (),
    by: str = "",
) -> QuoteSent:
    """By the customer's own channel, with the link and the PDF. A new version replaces the one before.

    Raises Refusal. A quote already sent is not sent twice: the same link and message are answered.
    """
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        if document.kind != "quote":
            raise Refusal("Ce document n'est pas un devis.")
        if document.state == "draft":
            kept = _issue(business, document, now)
        elif document.state == "sent":
            kept = document.files.get(role="pdf")
        else:
            raise Refusal("Ce devis ne s'envoie plus : faites-en une nouvelle version.")
        link = document_link(business=business, document=document, now=now)
        sending = _write(business, document, kept, link, now, channels, by)
        if link.point is None and sending.message is not None:
            link.point = ContactPoint.objects.filter(
                customer=document.customer, value=sending.message.address
            ).first()
            link.save(update_fields=["point"])
        said = {"document": document.pk, "number": document.number, "version": document.version}
        said |= {"sha256": kept.sha256, "total": document.ttc, "link": link.pk}
        append(business=business, kind="quote_sent", at=now, customer=document.customer, payload=said, by=by)
        touch([document.customer_id], now)
        quoted(business=business, customer=document.customer, document=document, now=now, by=by)
        replan(business=business, customer_ids=[document.customer_id], now=now)
    return QuoteSent(document, link, sending)


def _issue(business: Business, document: Document, now: datetime) -> DocumentFile:
    """Number, print and bytes; from then on they do not change (M11)."""
    land, today = ground(business), local_day(business, now)
    found = figures(document, land)
    document.number = document.number or next_number(land, Kind.QUOTE, today)
    document.state, document.issued_on, document.issued_at, document.sent_at = "sent", today, now, now
    document.valid_until = today + timedelta(days=found.asked.valid_days)
    document.ht, document.vat, document.ttc = found.totals.ht, found.totals.vat, found.totals.ttc
    document.due = found.due
    document.updated_at = now
    printed = _print(document, found, land)
    document.printed = kept_print(printed, found)
    document.save()
    before = document.replaces
    if before is not None and before.state in ("sent", "expired"):
        settle(business, before, "replaced", now)
    open_cases(business=business, now=now, quotes=[document])
    return keep_file(document, "pdf", pdf(printed), now)


def _print(document: Document, found: Figures, land: Ground) -> Printed:
    assert document.issued_on is not None
    stamp = Stamp(
        Kind.QUOTE,
        document.number,
        document.issued_on,
        valid_until=document.valid_until,
        version=document.version,
    )
    return print_paper(document, found, land, stamp)


def _write(
    business: Business,
    document: Document,
    kept: DocumentFile,
    link: Link,
    now: datetime,
    channels: tuple[str, ...],
    by: str,
) -> Sending:
    land, today = ground(business), local_day(business, now)
    shown = shown_number(document)
    values = {
        "devis": shown,
        "objet": _subject(document),
        "montant_devis": format_money(document.ttc, land.currency.code),
        "lien_devis": url_of(link),
    }
    if document.valid_until is not None:
        values["validite"] = day_text(document.valid_until, today)
    dates = [day for day in (document.valid_until, document.issued_on) if day is not None]
    words = Words(
        text_id="quote.sent", values=values, amounts=(document.ttc,), dates=dates, references=(shown,)
    )
    return send_message(
        business=business,
        customer=document.customer,
        words=words,
        key=sending_key(document),
        family="quote",
        now=now,
        files=[kept],
        channels=channels,
        by=by,
    )


def shown_number(document: Document) -> str:
    """« D2026-0001-v2 » from the second version on (M35)."""
    return f"{document.number}-v{document.version}" if document.version > 1 else document.number


def _subject(document: Document) -> str:
    lines = document.asked.get("lines") or []
    return str(lines[0].get("label", "")) if lines else ""
