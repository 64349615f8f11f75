"""A cheque came back unpaid: what it had settled is owed again, the ladder goes on where it was (M27)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.record_payment import PaymentResult, result_of
from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import drop_pending, reverse_payment
from kaye.records.locks import lock
from kaye.records.models import Business, Payment

BOUNCED = "chèque impayé"


def bounce_cheque(
    *, business: Business, payment: Payment, now: datetime, reason: str = "", by: str = ""
) -> PaymentResult:
    """Not cleared yet, it counted for nothing and only stops holding; cleared, it is reversed. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        payment.refresh_from_db()
        if payment.method != "cheque" or payment.amount < 0:
            raise Refusal("Ce paiement n'est pas un chèque.")
        why = reason.strip() or BOUNCED
        if payment.state == "pending":
            drop_pending(payment=payment, state="bounced", reason=why, now=now, by=by)
            return result_of(payment)
        if payment.state != "done":
            raise Refusal("Ce chèque n'est plus en attente : rouvrez la page du client.")
        return reverse_payment(business=business, payment=payment, reason=why, now=now, by=by)
