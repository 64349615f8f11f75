"""The papers of one customer, as their stored bytes (M54)."""

from dataclasses import dataclass
from datetime import datetime

from kaye.records.files import file_name
from kaye.records.models import Customer, DocumentFile, FormalNotice

_CHAPTERS = {
    "quote": "quotes",
    "order": "orders",
    "delivery": "orders",
    "invoice": "invoices",
    "deposit": "invoices",
    "final": "invoices",
    "receipt": "invoices",
    "credit_note": "invoices",
}
_TITLES = {
    "quote": "Devis",
    "order": "Bon de commande",
    "delivery": "Bon de livraison",
    "invoice": "Facture",
    "deposit": "Facture d'acompte",
    "final": "Facture de solde",
    "receipt": "Reçu",
    "credit_note": "Avoir",
}
_ROLES = {"proof": "preuve de signature", "fne": "facture FNE", "signature": "signature", "photo": "photo"}
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Paper:
    """`chapter`: quotes, orders, invoices, notice. `path`: in the archive."""

    chapter: str
    title: str
    path: str
    mime: str
    content: bytes
    sha256: str


def papers(customer: Customer, until: datetime) -> tuple[Paper, ...]:
    """Everything issued or sent until this instant, in order; drafts never."""
    rows = DocumentFile.objects.filter(document__customer=customer, created_at__lte=until)
    rows = rows.exclude(document__state="draft").select_related("document").order_by("created_at", "pk")
    found, names = [], set[str]()
    for row in rows:
        paper = row.document
        name = file_name(paper, row.mime)
        if row.role not in ("pdf", "facturx") or name in names:
            stem, _, ending = name.rpartition(".")
            name = f"{stem}-{row.role}.{ending}"
        names.add(name)
        what = f"{_TITLES.get(paper.kind, paper.kind)} {paper.number}"
        extra = f", {_ROLES[row.role]}" if row.role in _ROLES else ""
        chapter = _CHAPTERS.get(paper.kind, "invoices")
        found.append(
            Paper(chapter, f"{what}{extra}", f"documents/{name}", row.mime, bytes(row.content), row.sha256)
        )
    return (*found, *_notices(customer, until))


def attached(rows: tuple[Paper, ...], chapter: str) -> tuple[tuple[str, bytes], ...]:
    """The PDFs of a chapter; an invoice that has its electronic form is shown once."""
    return tuple((row.title, row.content) for row in rows if row.chapter == chapter and row.mime == _PDF)


def _notices(customer: Customer, until: datetime) -> list[Paper]:
    rows = FormalNotice.objects.filter(
        customer=customer, created_at__lte=until, state__in=("sent", "received")
    )
    return [
        Paper(
            "notice",
            f"Mise en demeure du {row.sent_on:%d/%m/%Y}",
            f"documents/mise-en-demeure-{row.pk}.pdf",
            _PDF,
            bytes(row.content),
            row.sha256,
        )
        for row in rows.order_by("pk")
    ]
