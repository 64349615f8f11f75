"""Take back what was booked from a statement, one line or all of one tap."""

from datetime import datetime

from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import reverse_payment
from kaye.records.models import BankLine, Business, Event, Payment

_BECAUSE = "saisie annulée"


def unbook(*, business: Business, event: Event, now: datetime, by: str = "") -> str:
    """In the caller's transaction. Payments of our own making are reversed, links are only cut. Raises Refusal."""
    undone = 0
    for line, payment, linked in event.payload["lines"]:
        row = BankLine.objects.filter(business=business, pk=line, payment=payment).first()
        if row is None:
            continue
        row.payment = None
        row.save(update_fields=["payment"])
        undone += 1
        if not linked:
            paid = Payment.objects.get(business=business, pk=payment)
            reverse_payment(
                business=business, payment=paid, reason=_BECAUSE, now=now, on=paid.received_on, by=by
            )
    if not undone:
        raise Refusal("C'est déjà annulé.")
    return "Paiement annulé." if undone == 1 else f"{undone} paiements annulés."


def unignore(*, business: Business, event: Event) -> str:
    """The line waits again. Raises Refusal."""
    rows = BankLine.objects.filter(business=business, pk=event.payload["line"], ignored_at__isnull=False)
    if not rows.update(ignored_at=None):
        raise Refusal("C'est déjà annulé.")
    return "La ligne est de nouveau à traiter."
