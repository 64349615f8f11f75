"""Every issued paper has its exact bytes, unchanged, and what it says is what its row says (M11)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from kaye.records.models import Business, Document, DocumentFile
from kaye.records.queries.documents import INVOICES


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Papers without a PDF, files whose SHA-256 is another, totals that do not add up."""
    issued = Document.objects.filter(business=business, kind__in=(*INVOICES, "credit_note")).exclude(
        number=""
    )
    rows = issued.order_by("pk").only("pk", "number", "printed", "ht", "vat", "ttc", "due")
    with_pdf = DocumentFile.objects.filter(business=business, role="pdf").values("document")
    for number in issued.exclude(pk__in=with_pdf).order_by("pk").values_list("number", flat=True):
        yield f"Le PDF de {number} manque."
    for paper in rows.iterator(chunk_size=500):
        if paper.ht + paper.vat != paper.ttc or not 0 <= paper.due <= paper.ttc:
            yield f"Les totaux de {paper.number} ne tombent pas juste."
        if not paper.printed or paper.printed["document"].get("number") != paper.number:
            yield f"Ce que dit {paper.number} n'est plus gardé."
    files = DocumentFile.objects.filter(business=business).order_by("pk")
    for pk, content, sha256 in files.values_list("pk", "content", "sha256").iterator(chunk_size=50):
        if hashlib.sha256(bytes(content)).hexdigest() != sha256:
            yield f"Le fichier {pk} n'est plus celui qui a été émis."
