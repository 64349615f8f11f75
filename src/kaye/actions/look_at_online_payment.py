"""The owner looked at an online payment: its question is closed, the money stays where it is."""

from datetime import datetime

from django.db import transaction

from kaye.actions.hold_for_provider import release
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, ProviderPayment


def look_at_online_payment(
    *, business: Business, number: int, now: datetime, by: str = ""
) -> ProviderPayment:
    """« Vu »: nothing is asked any more about it, and what it held goes on. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        rows = ProviderPayment.objects.filter(business=business, pk=number)
        payment = rows.select_related("customer", "business").first()
        if payment is None or not payment.question:
            raise Refusal("Ce paiement n'est pas à vérifier.")
        said = {
            "provider_payment": payment.pk,
            "provider": payment.provider,
            "amount": payment.amount,
            "question": payment.question,
        }
        payment.question = ""
        payment.save(update_fields=["question"])
        release(payment, now, "vu")
        append(
            business=business,
            kind="provider_payment_seen",
            at=now,
            customer=payment.customer,
            payload=said,
            by=by,
        )
        replan(business=business, customer_ids=[payment.customer_id], now=now)
    return payment
