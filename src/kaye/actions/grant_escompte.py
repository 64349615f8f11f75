"""Early payment: exactly the lower amount, in time, closes the invoice with an automatic credit note (M31)."""

from datetime import date, datetime

from kaye.actions.credit_invoice import credit_invoice
from kaye.actions.documents.answer import settled_of
from kaye.actions.documents.figures import printed_of
from kaye.records.models import Document, Payment

REASON = "Escompte pour paiement anticipé"


def escompte_due(document: Document, on: date) -> int | None:
    """What settles this invoice when paid on that day, in minor units; None when no escompte is to be had."""
    if document.state != "issued" or not document.printed or document.receivable_id is None:
        return None
    escompte, issued_on = printed_of(document).escompte, document.issued_on
    if escompte is None or issued_on is None or not issued_on <= on <= escompte.last_day(issued_on):
        return None
    settled = settled_of(document)
    if settled.paid or settled.credited or settled.written_off or settled.balance != document.due:
        return None
    return document.due - escompte.reduction(document.due)


def grant_escompte(*, payment: Payment, now: datetime, by: str = "") -> list[Document]:
    """The credit notes that this payment earned, in the caller's transaction; its sums are up to date."""
    if payment.state != "done" or payment.kind != "payment" or payment.amount <= 0:
        return []
    touched = payment.allocations.values("instalment__receivable")
    papers = Document.objects.filter(receivable__in=touched, state="issued").select_related(
        "customer", "business"
    )
    notes = []
    for paper in papers.order_by("pk"):
        if missing := _earned(paper, payment):
            notes.append(
                credit_invoice(
                    business=paper.business,
                    invoice=paper,
                    reason=REASON,
                    amount=missing,
                    spread=True,
                    now=now,
                    by=by,
                )
            )
    return notes


def _earned(paper: Document, payment: Payment) -> int:
    """What is left once the lower amount was paid by this payment alone, in time; 0 otherwise."""
    if not paper.printed or paper.issued_on is None:
        return 0
    escompte = printed_of(paper).escompte
    settled = settled_of(paper)
    if escompte is None or settled.credited or settled.written_off or settled.rounding:
        return 0
    own = payment.allocations.filter(instalment__receivable=paper.receivable)
    paid = sum(own.values_list("amount", flat=True))
    if paid != settled.paid or not escompte.is_earned(paid, payment.received_on, paper.due, paper.issued_on):
        return 0
    return settled.balance
