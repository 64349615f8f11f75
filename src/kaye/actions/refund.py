"""Give money back to a customer: only what is on account (M28)."""

from datetime import date, datetime

from django.db import transaction

from kaye.actions.record_payment import METHODS, PaymentResult, result_of, write_payment_event
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import currency_of, local_day
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Payment
from kaye.records.queries.money import credit_of
from kaye.rules.money import format_money


def refund(
    *,
    business: Business,
    customer: Customer,
    amount: int,
    now: datetime,
    on: date | None = None,
    method: str = "cash",
    reference: str = "",
    reason: str = "",
    by: str = "",
) -> PaymentResult:
    """A row of the opposite amount, counted out of the takings of that day. Raises Refusal."""
    day = on or local_day(business, now)
    if amount <= 0:
        raise Refusal("Le montant à rendre doit être plus grand que zéro.")
    if day > local_day(business, now):
        raise Refusal("Ce remboursement est daté dans le futur : choisissez aujourd'hui ou avant.")
    if method not in METHODS:
        raise Refusal(f"« {method} » : choisissez parmi {', '.join(METHODS)}.")
    with transaction.atomic():
        lock(business)
        credit = credit_of(customer)
        if amount > credit:
            most = format_money(credit, currency_of(business).code)
            raise Refusal(f"{customer.name} a {most} d'avance : on ne peut rendre davantage.")
        payment = Payment.objects.create(
            business=business,
            customer=customer,
            amount=-amount,
            kind="refund",
            method=method,
            reference=reference[:80],
            received_on=day,
            reason=reason.strip()[:200],
            created_at=now,
        )
        touch([customer.pk], now)
        write_payment_event(payment, "refund_recorded", now, by)
        replan(business=business, customer_ids=[customer.pk], now=now)
    return result_of(payment)
