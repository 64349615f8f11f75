"""Take back a payment written by mistake, or that bounced: by a reverse entry, never by a deletion (M26)."""

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kaye.actions.follow_again import follow_again
from kaye.actions.hold_for_cheque import release_cheque
from kaye.actions.record_payment import PaymentResult, result_of
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.settle_fees import unsettle_fees
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, BankLine, Business, Payment, Reduction
from kaye.records.queries.fees import fees_taken
from kaye.records.queries.money import credit_of
from kaye.records.sums import recount


def reverse_payment(
    *, business: Business, payment: Payment, reason: str, now: datetime, on: date | None = None, by: str = ""
) -> PaymentResult:
    """The reverse entry; its debts owe again, with their own due dates. Raises Refusal.

    `on`: the day the money is counted out of the takings; today unless told. A cheque not cleared yet had counted for
    nothing: it is only set aside. A refund taken back is money on account again.
    """
    if not reason.strip():
        raise Refusal("Dites pourquoi ce paiement est annulé.")
    with transaction.atomic():
        lock(business)
        payment.refresh_from_db(fields=["state"])
        if payment.state == "pending":
            drop_pending(payment=payment, state="dropped", reason=reason, now=now, by=by)
            return result_of(payment)
        _check(payment)
        reverse = Payment.objects.create(
            business=business,
            customer=payment.customer,
            sale=payment.sale,
            amount=-payment.amount,
            kind=payment.kind,
            method=payment.method,
            reference=payment.reference,
            received_on=on or local_day(business, now),
            reverses=payment,
            reason=reason.strip()[:200],
            created_at=now,
        )
        freed = _free(payment, reverse)
        freed.update(_give_back_reductions(payment, reverse))
        if payment.customer is not None:
            unsettle_fees(business=business, customer=payment.customer, payment=payment, now=now, by=by)
        BankLine.objects.filter(payment=payment).update(payment=None)
        customer_ids = [payment.customer_id] if payment.customer_id else []
        recount(business, customer_ids)
        follow_again(business=business, freed=freed, now=now)
        recount(business, customer_ids)
        touch(customer_ids, now)
        _write_event(business, reverse, reason, now, by)
        replan(business=business, customer_ids=customer_ids, now=now)
    return result_of(reverse)


def drop_pending(*, payment: Payment, state: str, reason: str, now: datetime, by: str) -> None:
    """A cheque that never counted counts no more: `bounced`, or `dropped` when it was a mistake.

    In the caller's transaction.
    """
    payment.state, payment.cleared_at, payment.reason = state, now, reason.strip()[:200]
    payment.save(update_fields=["state", "cleared_at", "reason"])
    release_cheque(payment=payment, now=now, because=payment.reason)
    BankLine.objects.filter(payment=payment).update(payment=None)
    said = {
        "payment": payment.pk,
        "customer": payment.customer_id,
        "amount": payment.amount,
        "state": state,
        "reason": payment.reason,
    }
    business, customer = payment.business, payment.customer
    append(
        business=business, kind="cheque_bounced", at=now, customer=customer, payload=said, by=by, money=True
    )
    if customer is not None:
        touch([customer.pk], now)
        replan(business=business, customer_ids=[customer.pk], now=now)


def _check(payment: Payment) -> None:
    if payment.reverses_id is not None:
        raise Refusal("Ceci est déjà une annulation : enregistrez plutôt le paiement de nouveau.")
    if payment.state != "done" or Payment.objects.filter(reverses=payment).exists():
        raise Refusal("Ce paiement est déjà annulé.")
    if payment.kind == "payment" and payment.customer is not None:
        used = Allocation.objects.filter(payment=payment).aggregate(total=Sum("amount"))["total"] or 0
        if payment.amount - used - fees_taken(payment) > credit_of(payment.customer):
            raise Refusal("Une partie de cet argent a été rendue : annulez d'abord le remboursement.")


def _free(payment: Payment, reverse: Payment) -> Counter[int]:
    """Take every allocation back. Returns what each instalment owes again."""
    rows = Allocation.objects.filter(payment=payment).values_list("instalment").annotate(net=Sum("amount"))
    freed = Counter({instalment: net for instalment, net in rows if net})
    Allocation.objects.bulk_create(
        Allocation(business_id=reverse.business_id, payment=reverse, instalment_id=pk, amount=-amount)
        for pk, amount in freed.items()
    )
    return freed


def _give_back_reductions(payment: Payment, reverse: Payment) -> Counter[int]:
    """« Arrondi » that came with it is owed again; what it had taken back from the losses is lost again."""
    rows = Reduction.objects.filter(payment=payment).order_by()
    freed: Counter[int] = Counter()
    for instalment, customer, kind, net in rows.values_list("instalment", "customer", "kind").annotate(
        net=Sum("amount")
    ):
        if net:
            Reduction.objects.create(
                business_id=reverse.business_id,
                instalment_id=instalment,
                customer_id=customer,
                kind=kind,
                amount=-net,
                on=reverse.received_on,
                reason=reverse.reason,
                payment=reverse,
                created_at=reverse.created_at,
            )
            freed[instalment] += net
    return freed


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
            "method": reverse.method,
            "reason": reason.strip()[:200],
        },
        by=by,
        money=True,
    )
