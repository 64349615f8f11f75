"""How to pay, as printed: sentences, a link, and the QR code of a transfer in euros."""

import importlib
import io
from typing import Any

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.document import Document
from kaye.rules.documents.epc import Transfer, epc_text
from kaye.rules.documents.titles import ASKING_MONEY, Kind

PAYABLE = ASKING_MONEY | {Kind.RECEIPT}


def payment_block(document: Document) -> dict[str, Any] | None:
    """What the template shows under « Comment payer », or nothing when there is nothing to pay."""
    if document.kind not in PAYABLE or document.to_pay <= 0:
        return None
    means = list(document.payment_means)
    iban = "".join(document.seller.iban.split())
    if iban and not any(iban in "".join(sentence.split()) for sentence in means):
        means.append(f"Virement : {spaced_iban(iban)}, référence {document.number}")
    code = qr_svg(document.transfer) if document.transfer else ""
    if not (means or document.payment_link or code):
        return None
    return {"means": means, "link": document.payment_link, "qr": code}


def qr_svg(transfer: Transfer) -> str:
    """The EPC QR code as an SVG; empty when the transfer doesn't fit in one (M43)."""
    try:
        text = epc_text(transfer)
    except DocumentError:
        return ""
    drawn = io.BytesIO()
    code = importlib.import_module("segno").make(text, error="m", micro=False, encoding="utf-8")
    code.save(drawn, kind="svg", border=2, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def spaced_iban(iban: str) -> str:
    """In groups of four."""
    bare = "".join(iban.split())
    return "\u00a0".join(bare[at : at + 4] for at in range(0, len(bare), 4))
