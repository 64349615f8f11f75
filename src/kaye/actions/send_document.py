"""Send an issued invoice, receipt or credit note: a message with its page and its exact PDF, by the outbox (M15)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.documents.answer import CERTIFIED, due_on, settled_of
from kaye.actions.give_link import document_link
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Sending, Words, send_message
from kaye.records.calendars import currency_of, local_day
from kaye.records.journal import append
from kaye.records.links import is_public, url_of
from kaye.records.locks import lock
from kaye.records.models import Business, Document, Link, OutgoingMessage
from kaye.records.queries.documents import INVOICES, file_of
from kaye.rules.french import day_text, shorten
from kaye.rules.money import format_money

FAMILY = "document"
_SENT_AGAIN = ("due", "leased", "handing", "proposed")  # on its way: the same message is answered
_SUBJECT = 80


def send_document(
    *, business: Business, document: Document, now: datetime, channels: tuple[str, ...] = (), by: str = ""
) -> Sending:
    """By the customer's own channel, now or at the next opening. Once it has left, asking again sends it again.

    Raises Refusal for a draft. `Sending.message` None: nothing can leave, `because` says why.
    """
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        if document.state != "issued" or document.kind not in (*INVOICES, "credit_note"):
            raise Refusal("Émettez d'abord ce document : un brouillon ne s'envoie pas.")
        kept = file_of(document, CERTIFIED) or file_of(document, "pdf")
        assert kept is not None
        link = document_link(business=business, document=document, now=now)
        sending = send_message(
            business=business,
            customer=document.customer,
            words=_words(document, link, now),
            key=_key(document),
            family=FAMILY,
            now=now,
            files=[kept],
            channels=channels,
            by=by,
        )
        if sending.message is not None and document.sent_at is None:
            document.sent_at = now
            document.save(update_fields=["sent_at"])
            said = {"document": document.pk, "number": document.number, "message": sending.message.pk}
            append(
                business=business,
                kind="document_sent",
                at=now,
                customer=document.customer,
                payload=said,
                by=by,
            )
    return sending


def _key(document: Document) -> str:
    """One message on its way per paper; the next one has the next rank."""
    said = OutgoingMessage.objects.filter(
        business=document.business, key__startswith=f"document:{document.pk}:"
    )
    over = said.exclude(state__in=_SENT_AGAIN).count()
    return f"document:{document.pk}:{over + 1}"


def _words(document: Document, link: Link, now: datetime) -> Words:
    business = document.business
    code, today = currency_of(business).code, local_day(business, now)
    settled, due = settled_of(document), due_on(document)
    values = {
        "facture": document.number,
        "montant": format_money(settled.balance, code),
        "montant_facture": format_money(document.ttc, code),
    }
    if said := _subject(document):
        values["objet"] = said
    if due is not None:
        values["echeance"] = day_text(due, today)
    if is_public() and (url := url_of(link)):
        values["lien"] = url
    days = [day for day in (due, document.issued_on) if day is not None]
    return Words(
        text_id=_text_id(document, settled.balance),
        values=values,
        amounts=(settled.balance, document.ttc),
        dates=days,
        references=(document.number,),
    )


def _text_id(document: Document, balance: int) -> str:
    """A copy of what a platform carries is never called « votre facture en pièce jointe »."""
    if document.kind == "credit_note":
        return "doc.credit_note"
    if document.platform_status:
        return "doc.platform_copy"
    if document.kind == "receipt" and not document.fne_number:
        return "doc.receipt"
    return "doc.invoice" if balance else "doc.invoice_paid"


def _subject(document: Document) -> str:
    if document.kind == "credit_note":
        return document.reason_text
    lines = (document.printed or {}).get("document", {}).get("lines", [])
    return shorten(str(lines[0]["label"]), _SUBJECT) if lines else ""
