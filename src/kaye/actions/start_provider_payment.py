"""Open a payment at a provider, on the customer's tap."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from kaye.actions.configure_payment_provider import hook_url, provider_settings
from kaye.actions.documents.ground import settings_of
from kaye.actions.hold_for_provider import hold_while_pending, release
from kaye.actions.outbound import http_client
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.payments.registry import provider as provider_named
from kaye.records.calendars import currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, ContactPoint, Customer, PaymentAccount, ProviderPayment, Receivable
from kaye.records.queries.quotes import no_payment_before
from kaye.records.sums import open_instalments
from kaye.rules.documents.provider_states import next_ask
from kaye.rules.french import day_text, listing
from kaye.rules.money import format_money
from kaye.rules.people import EmailError, PhoneError, parse_email, parse_phone
from kaye.rules.ports.http import Http, Refused, Trouble, Unreachable
from kaye.rules.ports.payment import NotConfigured, Payer, Provider, Started, ToPay, missing, obstacle

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 16  # 80 random bits
_SAME_PAGE = timedelta(minutes=8)  # a second tap opens the same page; the shortest-lived one lasts 10 minutes
_SAME_PROMPT = timedelta(minutes=2)  # on a phone: after that, perhaps another number


def start_provider_payment(
    *,
    business: Business,
    customer: Customer,
    receivables: Sequence[Receivable],
    amount: int,
    provider: str,
    return_url: str,
    now: datetime,
    phone: str = "",
    email: str = "",
    http: Http | None = None,
) -> ProviderPayment:
    """A payment of `amount` minor units for these debts; `.url` is where the customer pays, empty when it is on
    their phone.

    `phone` and `email`, as typed, replace those on file. The row is written before the provider is asked, so no payment
    is ever unknown to us. Raises Refusal.
    """
    chosen = provider_named(provider)
    _check(business, customer, receivables, amount, chosen, now)
    payer = _payer(business, customer, phone, email)
    if lacking := [each for each in ("phone", "email") if each in chosen.capabilities.payer_needs]:
        for each in lacking:
            if not getattr(payer, each):
                word = "le numéro de téléphone" if each == "phone" else "l'adresse e-mail"
                raise Refusal(f"{chosen.label} demande {word} de la personne qui paie.")
    if (same := _same_tap(customer, receivables, amount, provider, now)) is not None:
        return same
    payment = _write(business, customer, receivables, amount, provider, now)
    wanted = ToPay(
        reference=payment.reference,
        amount=amount,
        currency=currency_of(business).code,
        label=_label(business, receivables),
        return_url=return_url,
        notice_url=hook_url(business, provider),
        payer=payer,
    )
    try:
        started = chosen.start(provider_settings(business, provider), wanted, http or http_client())
    except Trouble as trouble:
        _not_opened(payment, trouble, now)
        raise Refusal(_sorry(chosen, trouble)) from trouble
    return _opened(payment, started, now)


def _check(
    business: Business,
    customer: Customer,
    receivables: Sequence[Receivable],
    amount: int,
    chosen: Provider,
    now: datetime,
) -> None:
    code = currency_of(business).code
    if not PaymentAccount.objects.filter(business=business, provider=chosen.name, is_on=True).exists():
        raise Refusal("Ce moyen de paiement n'est pas proposé ici.")
    if missing(chosen, provider_settings(business, chosen.name)):
        raise Refusal("Ce moyen de paiement n'est pas encore prêt : choisissez-en un autre.")
    if any(each.customer_id != customer.pk for each in receivables):
        raise Refusal("Ces dettes ne sont pas toutes celles de ce client.")
    rows = open_instalments(business).filter(receivable__in=[each.pk for each in receivables])
    owed = rows.aggregate(total=Sum(F("amount") - F("paid")))["total"] or 0
    if not owed:
        raise Refusal("Il n'y a plus rien à payer ici : tout est réglé.")
    if not 0 < amount <= owed:
        raise Refusal(f"Donnez un montant entre 1 et {format_money(owed, code)}.")
    if amount < owed and not settings_of(business)["allow_partial"]:
        raise Refusal(f"Le paiement se fait en une fois : {format_money(owed, code)}.")
    today = local_day(business, now)
    if free_from := no_payment_before(customer, today):
        raise Refusal(f"La loi ne permet aucun paiement avant le {day_text(free_from, today)}.")
    if reason := obstacle(chosen, amount, code, business.country):
        raise Refusal(reason)


def _payer(business: Business, customer: Customer, phone: str, email: str) -> Payer:
    try:
        typed = parse_phone(phone, business.country).e164 if phone.strip() else ""
        written = parse_email(email) if email.strip() else ""
    except (PhoneError, EmailError) as fault:
        raise Refusal(str(fault)) from None
    return Payer(customer.name, typed or _point(customer, "phone"), written or _point(customer, "email"))


def _point(customer: Customer, kind: str) -> str:
    points = ContactPoint.objects.filter(customer=customer, kind=kind, state="ok").order_by("id")
    return points.values_list("value", flat=True).first() or ""


def _same_tap(
    customer: Customer, receivables: Sequence[Receivable], amount: int, provider: str, now: datetime
) -> ProviderPayment | None:
    """The page opened a moment ago for the very same: two taps are one payment."""
    rows = ProviderPayment.objects.filter(
        customer=customer,
        provider=provider,
        amount=amount,
        state="pending",
        created_at__gt=now - _SAME_PAGE,
        created_at__lte=now,
    )
    wanted = {each.pk for each in receivables}
    for payment in rows.order_by("-id"):
        is_fresh = bool(payment.url) or payment.created_at > now - _SAME_PROMPT
        if is_fresh and set(payment.receivables.values_list("pk", flat=True)) == wanted:
            return payment
    return None


def _write(
    business: Business,
    customer: Customer,
    receivables: Sequence[Receivable],
    amount: int,
    provider: str,
    now: datetime,
) -> ProviderPayment:
    with transaction.atomic():
        lock(business)
        payment = ProviderPayment.objects.create(
            business=business,
            provider=provider,
            reference="".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)),
            customer=customer,
            amount=amount,
            next_ask_at=next_ask(now, now),
            created_at=now,
        )
        payment.receivables.set(receivables)
        hold_while_pending(payment, now)
        said = {"provider_payment": payment.pk, "provider": provider, "amount": amount}
        append(business=business, kind="provider_payment_started", at=now, customer=customer, payload=said)
        replan(business=business, customer_ids=[customer.pk], now=now)
    return payment


def _opened(payment: ProviderPayment, started: Started, now: datetime) -> ProviderPayment:
    """An answer that came meanwhile is not undone: only an opening payment becomes pending."""
    with transaction.atomic():
        lock(payment.business)
        payment.refresh_from_db()
        payment.provider_id = payment.provider_id or started.provider_id or None
        payment.url, payment.notice_key = started.url, started.notice_key or payment.notice_key
        if payment.state == "created":
            payment.state = "pending"
        payment.save(update_fields=["provider_id", "url", "notice_key", "state"])
        PaymentAccount.objects.filter(
            business=payment.business, provider=payment.provider, tested_at=None
        ).update(tested_at=now, trouble="")
    return payment


def _not_opened(payment: ProviderPayment, trouble: Trouble, now: datetime) -> None:
    """What was surely not opened has failed; where the answer was lost, the provider is asked about it later."""
    surely = trouble.permanent or (isinstance(trouble, Unreachable) and not trouble.handed)
    with transaction.atomic():
        lock(payment.business)
        if _is_about_keys(trouble):
            PaymentAccount.objects.filter(business=payment.business, provider=payment.provider).update(
                trouble=trouble.reason_fr[:300]
            )
        if surely:
            ProviderPayment.objects.filter(pk=payment.pk, state="created").update(
                state="failed", because=trouble.reason_fr[:300], next_ask_at=None, settled_at=now
            )
        release(payment, now, "pas ouvert chez le prestataire")
        replan(business=payment.business, customer_ids=[payment.customer_id], now=now)


def _is_about_keys(trouble: Trouble) -> bool:
    return isinstance(trouble, NotConfigured) or (
        isinstance(trouble, Refused) and trouble.status in (401, 403)
    )


def _sorry(chosen: Provider, trouble: Trouble) -> str:
    if trouble.permanent:
        return f"{chosen.label} n'a pas accepté d'ouvrir ce paiement : choisissez un autre moyen."
    return f"{chosen.label} ne répond pas pour le moment : réessayez, ou choisissez un autre moyen."


def _label(business: Business, receivables: Sequence[Receivable]) -> str:
    return f"{business.name} : {listing([each.reference or each.label for each in receivables])}"[:120]
