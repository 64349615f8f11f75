"""Take back a payment written by mistake, or that bounced: by a reverse entry, never by a deletion (M26)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Sum

from kaye.actions.close_cases import reopen_payments
from kaye.actions.open_cases import open_cases
from kaye.actions.record_payment import PaymentResult, result_of
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Instalment, Payment
from kaye.records.sums import recount


def reverse_payment(
    *, business: Business, payment: Payment, reason: str, now: datetime, on: date | None = None, by: str = ""
) -> PaymentResult:
    """The reverse entry; its debts owe again, with their own due dates. Raises Refusal.

    `on`: the day the money is counted out of the takings; today unless told.
    """
    if not reason.strip():
        raise Refusal("Dites pourquoi ce paiement est annulé.")
    with transaction.atomic():
        lock(business)
        _check(payment)
        reverse = Payment.objects.create(
            business=business,
            customer=payment.customer,
            sale=payment.sale,
            amount=-payment.amount,
            method=payment.method,
            reference=payment.reference,
            received_on=on or local_day(business, now),
            reverses=payment,
            reason=reason.strip()[:200],
            created_at=now,
        )
        freed = _free(payment, reverse)
        customer_ids = [payment.customer_id] if payment.customer_id else []
        recount(business, customer_ids)
        _follow_again(business, freed, now)
        recount(business, customer_ids)
        touch(customer_ids, now)
        _write_event(business, reverse, reason, now, by)
        replan(business=business, customer_ids=customer_ids, now=now)
    return result_of(reverse)


def _check(payment: Payment) -> None:
    if payment.amount < 0:
        raise Refusal("Ceci est déjà une annulation : enregistrez plutôt le paiement de nouveau.")
    if Payment.objects.filter(reverses=payment).exists():
        raise Refusal("Ce paiement est déjà annulé.")


def _free(payment: Payment, reverse: Payment) -> dict[int, int]:
    """Take every allocation back. Returns what each instalment owes again."""
    rows = Allocation.objects.filter(payment=payment).values_list("instalment").annotate(net=Sum("amount"))
    freed = {instalment: net for instalment, net in rows if net}
    Allocation.objects.bulk_create(
        Allocation(business_id=reverse.business_id, payment=reverse, instalment_id=pk, amount=-amount)
        for pk, amount in freed.items()
    )
    return freed


def _follow_again(business: Business, freed: dict[int, int], now: datetime) -> None:
    """A debt that owes again is followed again; what a plan had replaced becomes an instalment of its own."""
    instalments = list(Instalment.objects.filter(pk__in=freed).select_related("receivable"))
    living = [each for each in instalments if not each.receivable.cancelled_at]
    reopen_payments(business=business, instalments=[i for i in living if not i.replaced_at], now=now)
    fresh = [_again(i, freed[i.pk]) for i in living if i.replaced_at]
    open_cases(business=business, now=now, instalments=fresh)


def _again(replaced: Instalment, amount: int) -> Instalment:
    last = replaced.receivable.instalments.aggregate(last=Max("number"))["last"]
    return Instalment.objects.create(
        business_id=replaced.business_id,
        receivable=replaced.receivable,
        customer_id=replaced.customer_id,
        number=last + 1,
        due_on=replaced.due_on,
        amount=amount,
    )


def _write_event(business: Business, reverse: Payment, reason: str, now: datetime, by: str) -> None:
    append(
        business=business,
        kind="payment_reversed",
        at=now,
        customer=reverse.customer,
        payload={
            "payment": reverse.pk,
            "reverses": reverse.reverses_id,
            "customer": reverse.customer_id,
            "amount": reverse.amount,
            "reason": reason.strip()[:200],
        },
        by=by,
        money=True,
    )
