"""Names of the papers that leave: what the customer sees in the mail and in the folder of downloads."""

from kaye.records.models import Document

_ENDINGS = {"application/pdf": "pdf", "application/xml": "xml", "image/svg+xml": "svg", "image/png": "png"}


def file_name(document: Document, mime: str) -> str:
    """« F2026-0001.pdf », « D2026-0004-v2.pdf »."""
    number = document.number or f"brouillon-{document.pk}"
    version = f"-v{document.version}" if document.version > 1 else ""
    return f"{number.replace('/', '-')}{version}.{_ENDINGS.get(mime, 'bin')}"
