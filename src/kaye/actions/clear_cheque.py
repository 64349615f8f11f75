"""The bank credited a cheque: it settles now, at the date it was received (M27)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.grant_escompte import grant_escompte
from kaye.actions.hold_for_cheque import release_cheque
from kaye.actions.record_payment import PaymentResult, result_of, write_payment_event
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.settle import settle
from kaye.actions.thank import thank
from kaye.records.activity import touch
from kaye.records.locks import lock
from kaye.records.models import Business, Payment, Receivable
from kaye.records.sums import open_instalments


def clear_cheque(*, business: Business, payment: Payment, now: datetime, by: str = "") -> PaymentResult:
    """What it was given for, else the oldest first; what these no longer owe stays on account. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        payment = pending_cheque(business, payment)
        customer = payment.customer
        assert customer is not None
        payment.state, payment.cleared_at = "done", now
        payment.save(update_fields=["state", "cleared_at"])
        release_cheque(payment=payment, now=now, because="chèque encaissé")
        shares = _shares(business, payment)
        if shares or not payment.meant_for:
            settle(payment=payment, amount=payment.amount, shares=shares, now=now, made_at=now)
        touch([customer.pk], now)
        write_payment_event(payment, "cheque_cleared", now, by)
        grant_escompte(payment=payment, now=now, by=by)
        replan(business=business, customer_ids=[customer.pk], now=now)
        thank(payment=payment, now=now)
    return result_of(payment)


def pending_cheque(business: Business, payment: Payment) -> Payment:
    """The row, read again. Raises Refusal when it no longer waits."""
    found = Payment.objects.filter(business=business, pk=payment.pk).first()
    if found is None or found.method != "cheque":
        raise Refusal("Ce paiement n'est pas un chèque.")
    if found.state != "pending":
        raise Refusal("Ce chèque n'est plus en attente : rouvrez la page du client.")
    return found


def _shares(business: Business, payment: Payment) -> list[tuple[Receivable, int | None]]:
    """The debts it was given for that still owe something."""
    meant = {int(debt): most for debt, most in payment.meant_for}
    owing = open_instalments(business).filter(receivable__in=meant).values("receivable")
    debts = {debt.pk: debt for debt in Receivable.objects.filter(pk__in=owing)}
    return [(debts[pk], most) for pk, most in meant.items() if pk in debts]
