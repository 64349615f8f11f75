"""« Envoyer plus tard, sauf si… »: what happened since makes it a draft again (C35).

Shown at once here; the transaction that hands over reads the same facts again.
"""

from datetime import datetime

from kaye.records.models import Customer, InboxMessage, OutgoingMessage

REASONS = {
    "reply": "annulé : a répondu",
    "payment": "annulé : a payé",
    "echo": "annulé : vous avez écrit depuis le téléphone",
    "stop": "annulé : a dit stop",
}


def cancel_later(customer: Customer, cause: str, now: datetime) -> int:
    """Cancel what waits unless this happens; answers how many. In the caller's transaction."""
    rows = OutgoingMessage.objects.filter(
        customer=customer, family="reply", state="due", cancel_if__contains=cause, created_at__lte=now
    )
    return rows.update(state="cancelled", trouble=REASONS[cause])


def reason_of(message_id: int) -> str:
    """Why one that was stopped at the last moment did not leave, in French."""
    row = OutgoingMessage.objects.get(pk=message_id)
    said = InboxMessage.objects.filter(
        customer=row.customer_id, received_at__gt=row.created_at, history=False
    )
    causes = row.cancel_if.split()
    if "reply" in causes and said.filter(direction="in", auto=False).exists():
        return REASONS["reply"]
    if "echo" in causes and said.filter(direction="out", origin__in=("phone_app", "other_app")).exists():
        return REASONS["echo"]
    if (
        "payment" in causes
        and row.customer
        and row.customer.payments.filter(created_at__gt=row.created_at).exists()
    ):
        return REASONS["payment"]
    return "arrêté juste avant de partir"
