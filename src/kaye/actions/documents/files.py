"""The exact bytes of a paper, written once with their SHA-256 (M11)."""

import hashlib
from datetime import datetime

from kaye.records.models import Document, DocumentFile


def keep_file(
    document: Document, role: str, content: bytes, now: datetime, mime: str = "application/pdf"
) -> DocumentFile:
    """In the caller's transaction. A role that already has its bytes raises IntegrityError: they never change."""
    return DocumentFile.objects.create(
        business_id=document.business_id,
        document=document,
        role=role,
        mime=mime,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )
