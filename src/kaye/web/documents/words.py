"""What papers and their states are called in French, with the chip of each."""

from dataclasses import dataclass
from datetime import date

from kaye.records.models import Document
from kaye.records.queries.documents import INVOICES
from kaye.records.queries.documents_list import ListedDocument
from kaye.records.queries.quotes import state_on

KINDS = {
    "quote": "Devis",
    "order": "Commande",
    "delivery": "Bon de livraison",
    "invoice": "Facture",
    "deposit": "Acompte",
    "final": "Facture finale",
    "credit_note": "Avoir",
    "receipt": "Reçu",
}
ICONS = {
    "quote": "pencil-line",
    "order": "shopping-basket",
    "delivery": "truck",
    "credit_note": "undo-2",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """As `components/chip.html` takes it."""

    kind: str
    icon: str
    word: str


DRAFT = Chip("plan", "pencil", "Brouillon")
_QUOTES = {
    "draft": DRAFT,
    "sent": Chip("todo", "hourglass", "En attente"),
    "accepted": Chip("paid", "check", "Accepté"),
    "declined": Chip("", "ban", "Refusé"),
    "expired": Chip("check", "clock", "Expiré"),
    "replaced": Chip("", "repeat-2", "Remplacé"),
    "cancelled": Chip("", "x", "Annulé"),
}
_OTHERS = {
    "open": Chip("todo", "truck", "À livrer"),
    "done": Chip("paid", "check", "Livrée"),
    "cancelled": Chip("", "x", "Annulée"),
    "draft": DRAFT,
    "issued": Chip("", "check", "Émis"),
}
_INVOICES = {
    "draft": DRAFT,
    "issued": Chip("todo", "hourglass", "À payer"),
    "partly_paid": Chip("todo", "hourglass", "Payée en partie"),
    "paid": Chip("paid", "check", "Payée"),
    "credited": Chip("", "undo-2", "Annulée par avoir"),
    "written_off": Chip("", "ban", "Abandonnée"),
}
LATE = Chip("late", "clock", "En retard")
TO_SEND = Chip("check", "send", "À envoyer")


def chip_of(document: Document, state: str, late: bool, today: date) -> Chip:
    """`state`: as `actions.documents.answer.state` says."""
    if document.kind == "quote":
        return _QUOTES[state_on(document, today)]
    if document.kind not in INVOICES:
        return _OTHERS.get(state, DRAFT)
    return LATE if late else _INVOICES[state]


def listed_chip(row: ListedDocument, today: date) -> Chip:
    """From the row alone: no query for each."""
    document = row.document
    if document.kind in INVOICES and document.state == "issued":
        if row.late_since is None and row.balance and document.sent_at is None:
            return TO_SEND
        return chip_of(document, _paid(row), row.late_since is not None, today)
    return chip_of(document, document.state, False, today)


def name_of(document: Document) -> str:
    """« Facture F2026-0001 », « Devis en brouillon »."""
    word = KINDS[document.kind]
    if document.state == "draft" and document.kind != "quote":
        return f"{word} en brouillon"
    if not document.number or document.state == "draft":
        return f"{word} {document.number}-v{document.version}" if document.number else f"{word} en brouillon"
    version = f"-v{document.version}" if document.version > 1 else ""
    return f"{word} {document.number}{version}"


def icon_of(document: Document) -> str:
    return ICONS.get(document.kind, "file-text")


def _paid(row: ListedDocument) -> str:
    if row.balance:
        return "partly_paid" if row.balance < row.document.due - row.credited else "issued"
    return "credited" if row.document.ttc and row.credited >= row.document.ttc else "paid"
