"""Give an Ivorian receipt its FNE number: the invoice it becomes is a second kept PDF (M14)."""

import re
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kaye.actions.documents.answer import CERTIFIED
from kaye.actions.documents.figures import printed_of
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import ground
from kaye.actions.documents.printing import look_of
from kaye.actions.refusal import Refusal
from kaye.documents.pdf import pdf
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document
from kaye.rules.documents.mentions import Mention
from kaye.rules.documents.titles import Kind, title_of

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{2,59}")
_NEEDS = "fne"


def certify_invoice(
    *, business: Business, document: Document, fne_number: str, now: datetime, by: str = ""
) -> Document:
    """The FNE number is typed once, before issuing or after. Raises Refusal."""
    number = " ".join(fne_number.split())
    if not _NUMBER.fullmatch(number):
        raise Refusal(
            f"« {fne_number} » ne se lit pas comme un numéro FNE : recopiez-le depuis la plateforme."
        )
    with transaction.atomic():
        lock(business)
        document.refresh_from_db()
        land = ground(business)
        if land.taxes.titles.invoice_needs != _NEEDS:
            raise Refusal("Les factures de ce pays n'ont pas de numéro FNE.")
        if document.kind not in ("invoice", "deposit", "final", "receipt"):
            raise Refusal("Le numéro FNE se donne à une facture ou à un reçu.")
        if document.fne_number:
            raise Refusal(f"Ce document porte déjà le numéro FNE {document.fne_number}.")
        document.fne_number, document.updated_at = number, now
        document.save(update_fields=["fne_number", "updated_at"])
        sha256 = _second_pdf(document, now) if document.state == "issued" else None
        append(
            business=business,
            kind="invoice_certified",
            at=now,
            customer=document.customer,
            payload={"document": document.pk, "number": document.number, "fne": number, "sha256": sha256},
            by=by,
            money=True,
        )
    return document


def _second_pdf(document: Document, now: datetime) -> str:
    land = ground(document.business)
    printed = printed_of(document)
    kind = Kind.INVOICE if printed.kind is Kind.RECEIPT else printed.kind
    text = land.mentions.texts["fne"].format(fne=document.fne_number)
    words = land.mentions.texts["words"].format(words=printed.words)
    said = [replace(each, text=words) if each.code == "words" else each for each in printed.mentions]
    invoice = replace(
        printed,
        kind=kind,
        title=title_of(kind, land.taxes.titles),
        fne=document.fne_number,
        mentions=(Mention("fne", text), *said),
        look=look_of(document.business),
    )
    return keep_file(document, CERTIFIED, pdf(invoice), now).sha256
