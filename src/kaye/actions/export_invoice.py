"""The files of an issued paper: its kept PDF, and its electronic invoice made once on demand and kept (M11, M17)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kaye.actions.documents.answer import CERTIFIED
from kaye.actions.documents.figures import figures, printed_of
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import ground
from kaye.actions.documents.parts import wanted_kind
from kaye.actions.documents.printing import Stamp, look_of, print_paper
from kaye.actions.refusal import Refusal
from kaye.documents.facturx import facturx
from kaye.documents.pdf import pdf
from kaye.documents.profile import electronic_profile
from kaye.documents.ubl import ubl
from kaye.records.calendars import local_day
from kaye.records.locks import lock
from kaye.records.models import Business, Document, DocumentFile
from kaye.records.queries.documents import file_of

FORMS = ("pdf", "facturx", "ubl")
XML = {"facturx": "facturx.xml", "ubl": "ubl"}  # role of the XML that the rules check


@dataclass(frozen=True, slots=True)
class Exported:
    """`xml`: what the rules check, or None. `profile`: « pdf-a-3 », « en16931 », « peppol-bis-3 »."""

    content: bytes
    mime: str
    profile: str
    xml: bytes | None = None


def export_invoice(*, business: Business, document: Document, form: str, now: datetime) -> Exported:
    """`form`: pdf, facturx or ubl. A draft gives a PDF without number, not kept. Raises Refusal."""
    if document.state == "draft" or not document.printed:
        if form != "pdf":
            raise Refusal("Émettez d'abord ce document : un brouillon n'a pas de facture électronique.")
        return Exported(draft_pdf(document, now), "application/pdf", "pdf-a-3")
    if form == "pdf":
        kept = file_of(document, CERTIFIED) or file_of(document, "pdf")
        if kept is None:
            raise Refusal("Le PDF de ce document manque : restaurez une sauvegarde.")
        return Exported(bytes(kept.content), kept.mime, "pdf-a-3")
    return _electronic(business, document, form, now)


def draft_pdf(document: Document, now: datetime) -> bytes:
    """How the paper would look today; nothing is kept."""
    land = ground(document.business)
    found = figures(document, land)
    today = local_day(document.business, now)
    stamp = Stamp(wanted_kind(document), "", today, found.asked.terms.due_on(today))
    return pdf(print_paper(document, found, land, stamp))


def _electronic(business: Business, document: Document, form: str, now: datetime) -> Exported:
    from_kept = file_of(document, form)
    xml_kept = file_of(document, XML[form])
    if from_kept is None or xml_kept is None:
        from_kept, xml_kept = _make(business, document, form, now)
    profile = "en16931" if form == "facturx" else "peppol-bis-3"
    return Exported(bytes(from_kept.content), from_kept.mime, profile, bytes(xml_kept.content))


def _make(
    business: Business, document: Document, form: str, now: datetime
) -> tuple[DocumentFile, DocumentFile]:
    printed = printed_of(document)
    if electronic_profile(printed) is None:
        raise Refusal(
            "Ce document n'a pas de facture électronique : il en existe entre professionnels d'un même territoire,"
            " chacun avec son numéro."
        )
    with transaction.atomic():
        lock(business)
        if form == "ubl":
            kept = file_of(document, "ubl") or keep_file(
                document, "ubl", ubl(printed), now, "application/xml"
            )
            return kept, kept
        made, xml = facturx(replace(printed, look=look_of(business)))
        return (
            keep_file(document, "facturx", made, now),
            keep_file(document, XML["facturx"], xml, now, "application/xml"),
        )
