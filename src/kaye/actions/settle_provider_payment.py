"""Keep what a provider answered about a payment: the money is recorded once, whatever comes again (M41, M42)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from kaye.actions.hold_for_provider import hold_to_check, release
from kaye.actions.record_payment import record_payment, write_payment_event
from kaye.actions.replan import replan
from kaye.actions.settle import settle
from kaye.payments.registry import provider
from kaye.records.activity import touch
from kaye.records.calendars import currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Payment, ProviderPayment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.documents.provider_states import Standing, after_answer
from kaye.rules.ports.payment import Answer, Tracked

_COUNTED = "ce paiement du prestataire est déjà compté"
_MONEY = ("paid", "refunded", "disputed")
_QUESTIONS = {"to_check": "differs", "refunded": "refunded", "disputed": "disputed"}


def tracked(payment: ProviderPayment) -> Tracked:
    """The payment as the provider is asked about it."""
    code = currency_of(payment.business).code
    return Tracked(payment.reference, payment.provider_id or "", payment.amount, code)


def standing(payment: ProviderPayment) -> Standing:
    """Where the payment is; what differed is kept in `because`."""
    return Standing(payment.state, payment.because if payment.state == "to_check" else "")  # type: ignore[arg-type]


def settle_provider_payment(*, payment: ProviderPayment, answer: Answer, now: datetime) -> ProviderPayment:
    """Move the payment as the answer allows. Paid and equal in amount, currency and reference: a payment is recorded,
    exactly once; else the owner is asked to look. The same answer again changes nothing.
    """
    with transaction.atomic():
        lock(payment.business)
        payment.refresh_from_db()
        reached = after_answer(standing(payment), tracked(payment), answer)
        if reached.moved and reached.state in _MONEY and not _claim(payment, answer):
            reached = Standing("to_check", _COUNTED, moved=payment.state != "to_check")
        if reached.moved:
            _move(payment, reached, answer, now)
    return payment


def _claim(payment: ProviderPayment, answer: Answer) -> bool:
    """Take the provider's id, unless another payment of ours has it: the base itself refuses it twice."""
    payment.provider_id = payment.provider_id or answer.provider_id or None
    try:
        with transaction.atomic():
            payment.save(update_fields=["provider_id"])
    except IntegrityError:
        payment.refresh_from_db(fields=["provider_id"])
        return False
    return True


def _move(payment: ProviderPayment, reached: Standing, answer: Answer, now: datetime) -> None:
    payment.state, payment.because = reached.state, (reached.mismatch or reached.detail)[:300]
    payment.question = _QUESTIONS.get(reached.state, "")
    payment.fee = answer.fee or payment.fee
    payment.notice_key = (answer.notice_key or payment.notice_key)[:120]
    payment.settled_at = None if reached.is_open else now
    if not reached.is_open:
        payment.next_ask_at = None
        release(payment, now, f"{provider(payment.provider).label} a répondu")
    if reached.state == "paid":
        _record(payment, now)
    elif reached.state == "to_check":
        hold_to_check(payment, now)
    payment.save()
    said = {
        "provider_payment": payment.pk,
        "provider": payment.provider,
        "reference": payment.reference,
        "state": payment.state,
        "amount": payment.amount,
        "fee": payment.fee,
        "payment": payment.payment_id,
        "because": payment.because,
    }
    append(
        business=payment.business,
        kind="provider_payment_moved",
        at=now,
        customer=payment.customer,
        payload=said,
        by=payment.provider,
    )
    replan(business=payment.business, customer_ids=[payment.customer_id], now=now)


def _record(payment: ProviderPayment, now: datetime) -> None:
    """The gross is allocated to the debts it was for; what is too much is kept as credit, and the owner told (M42)."""
    business, label = payment.business, provider(payment.provider).label
    debts = list(payment.receivables.order_by("issued_on", "id"))
    owing = set(open_instalments(business).filter(receivable__in=debts).values_list("receivable", flat=True))
    reference = f"{label} {payment.provider_id or payment.reference}"[:80]
    if still := [debt.pk for debt in debts if debt.pk in owing]:
        result = record_payment(
            business=business,
            customer=payment.customer,
            amount=payment.amount,
            received_on=local_day(business, now),
            now=now,
            method=provider(payment.provider).capabilities.method,
            reference=reference,
            debts=still,
            client_id=_client_id(payment),
            by=label,
        )
        payment.payment, left = result.payment, result.unallocated
    else:
        payment.payment, left = _keep_as_credit(payment, debts, reference, now)
    if left:
        payment.question = "twice"


def _keep_as_credit(
    payment: ProviderPayment, debts: list[Receivable], reference: str, now: datetime
) -> tuple[Payment, int]:
    """These debts were settled meanwhile: the money touches no other one."""
    business = payment.business
    row = Payment.objects.create(
        business=business,
        customer=payment.customer,
        amount=payment.amount,
        method=provider(payment.provider).capabilities.method,
        reference=reference,
        received_on=local_day(business, now),
        client_id=_client_id(payment),
        created_at=now,
    )
    left = settle(payment=row, amount=row.amount, shares=[(debt, None) for debt in debts], now=now)
    touch([payment.customer_id], now)
    write_payment_event(row, "payment_recorded", now, payment.provider)
    return row, left


def _client_id(payment: ProviderPayment) -> str:
    return f"en-ligne:{payment.reference}"
