"""The PDF of a document: PDF/A-3, light, the same bytes for the same facts (M11)."""

from collections.abc import Sequence
from dataclasses import replace

from kaye.documents.sheet import sheet
from kaye.documents.typesetting import Attachment, TypesettingError, typeset
from kaye.rules.documents.document import Document, Look

_LONG = 30  # lines


def pdf(document: Document, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF, with its attachments. A logo that can't be drawn is left out. Raises TypesettingError."""
    try:
        return _typeset(document, attachments)
    except TypesettingError:
        if not document.look.logo:
            raise
    return _typeset(replace(document, look=Look(colour=document.look.colour)), attachments)


def _typeset(document: Document, attachments: Sequence[Attachment]) -> bytes:
    is_long = len(document.lines) > _LONG
    return typeset("document", sheet(document), document.issued_on, attachments, is_long=is_long)
