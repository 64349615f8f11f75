"""Ask a provider what became of a payment: the only thing that moves one (M41)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.configure_payment_provider import provider_settings
from kaye.actions.hold_for_provider import release
from kaye.actions.outbound import http_client
from kaye.actions.replan import replan
from kaye.actions.settle_provider_payment import settle_provider_payment, standing, tracked
from kaye.payments.registry import provider
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, PaymentAccount, ProviderPayment
from kaye.rules.documents.provider_states import HOLD, after_silence, next_ask
from kaye.rules.ports.http import Http, Refused, Trouble, Unreachable
from kaye.rules.ports.payment import Answer

_AT_ONCE = 20  # of one business, in one turn
_CLAIMED = timedelta(minutes=2)  # nobody else asks meanwhile; a process that dies lets it go


def ask_provider(*, payment: ProviderPayment, now: datetime, http: Http | None = None) -> ProviderPayment:
    """Ask, keep the answer, and say when to ask again. No answer is not an answer: nothing moves."""
    asked(payment, now, http or http_client())
    return payment


def ask_due(business: Business, now: datetime, stopping: Callable[[], bool], http: Http | None = None) -> int:
    """Ask about every payment of this business whose time has come; a provider that is silent is left in peace.

    Answers how many were asked. Never inside a transaction.
    """
    rows = ProviderPayment.objects.filter(business=business, next_ask_at__lte=now)
    if not rows.exists():
        return 0
    due = list(rows.select_related("business", "customer").order_by("next_ask_at", "id")[:_AT_ONCE])
    client, silent, count = http or http_client(), set[str](), 0
    for payment in due:
        if stopping():
            break
        claim = ProviderPayment.objects.filter(pk=payment.pk, next_ask_at=payment.next_ask_at)
        if payment.provider in silent or not claim.update(next_ask_at=now + _CLAIMED):
            continue
        count += 1
        if isinstance(asked(payment, now, client), Unreachable):
            silent.add(payment.provider)
    return count


def asked(payment: ProviderPayment, now: datetime, http: Http) -> Trouble | None:
    """The same; answers what went wrong, if anything did."""
    payment.refresh_from_db()
    config = provider_settings(payment.business, payment.provider)
    answer, trouble = Answer(state="absent"), None
    try:
        answer = provider(payment.provider).ask(config, tracked(payment), http)
    except Trouble as problem:
        trouble = problem
    with transaction.atomic():
        lock(payment.business)
        settle_provider_payment(payment=payment, answer=answer, now=now)
        _schedule(payment, now)
        _note_trouble(payment, trouble, now)
    return trouble


def _schedule(payment: ProviderPayment, now: datetime) -> None:
    payment.asked = min(payment.asked + 1, 30_000)
    payment.next_ask_at = next_ask(payment.created_at, now) if standing(payment).is_open else None
    if standing(payment).is_open and payment.next_ask_at is None:
        _give_up(payment, now)
    payment.save(update_fields=["asked", "next_ask_at", "state", "question", "settled_at"])
    if now - payment.created_at >= HOLD and standing(payment).is_open and release(payment, now, "24 heures"):
        replan(business=payment.business, customer_ids=[payment.customer_id], now=now)


def _give_up(payment: ProviderPayment, now: datetime) -> None:
    """Asked for the last time: unknown is for a person."""
    payment.state = after_silence(standing(payment)).state
    payment.question = "silent" if payment.state == "to_check" else ""
    payment.settled_at = now
    release(payment, now, "sans réponse du prestataire")
    said = {
        "provider_payment": payment.pk,
        "provider": payment.provider,
        "amount": payment.amount,
        "state": payment.state,
    }
    append(
        business=payment.business,
        kind="provider_payment_moved",
        at=now,
        customer=payment.customer,
        payload=said,
    )
    replan(business=payment.business, customer_ids=[payment.customer_id], now=now)


def _note_trouble(payment: ProviderPayment, trouble: Trouble | None, now: datetime) -> None:
    """Keys refused are the owner's to mend; one good answer clears it."""
    account = PaymentAccount.objects.filter(business=payment.business, provider=payment.provider)
    if isinstance(trouble, Refused) and trouble.status in (401, 403):
        account.update(trouble=trouble.reason_fr[:300])
    elif trouble is None:
        account.exclude(trouble="").update(trouble="", tested_at=now)
