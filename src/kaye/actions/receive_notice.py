"""Keep what a provider wrote to us, and look soon: a notice is only a hint (M41)."""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django_scopes import scope, scopes_disabled

from kaye.actions.configure_payment_provider import provider_settings
from kaye.payments.registry import provider
from kaye.records.links import hash_of
from kaye.records.models import PaymentAccount, ProviderNotice, ProviderPayment
from kaye.rules.ports.http import Unreadable
from kaye.rules.ports.payment import Forged, Hint, Notice, Unsigned

_LOG = logging.getLogger("kaye.hooks")
_HIDDEN = ("authorization", "cookie", "proxy-authorization", "verif-hash")
_WRONG = "Des avis à la signature inconnue sont arrivés : vérifiez le secret de signature."


@dataclass(frozen=True, slots=True)
class Reception:
    """`status`: 200 stored or already stored, 401 no proof, 403 wrong or old proof, 404 nobody lives there.

    `payment`: the one that the provider will be asked about.
    """

    status: int
    duplicate: bool = False
    payment: ProviderPayment | None = None


def account_at(name: str, token: str) -> PaymentAccount | None:
    """The account behind a hook address, if it is on."""
    wanted = hash_of(token)
    with scopes_disabled():
        account = (
            PaymentAccount.objects.filter(token_hash=wanted, is_on=True).select_related("business").first()
        )
    if account is None or not secrets.compare_digest(account.token_hash, wanted) or account.provider != name:
        return None
    return account


def receive_notice(
    *, name: str, token: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> Reception:
    """Check the proof over the bytes as they came, store them once, and have the provider asked at once.

    Never moves a payment by itself. What is refused leaves no body behind.
    """
    account = account_at(name, token)
    if account is None:
        return Reception(404)
    with scope(business=account.business):
        given = Notice({key.lower(): value for key, value in headers.items()}, body)
        config = provider_settings(account.business, name)
        state, hint = "stored", None
        try:
            hint = provider(name).read_notice(config, given, now)
        except Unsigned:
            _LOG.warning("avis sans signature de %s", name)
            return Reception(401)
        except Forged:
            _LOG.warning("avis mal signé de %s", name)
            PaymentAccount.objects.filter(pk=account.pk, trouble="").update(trouble=_WRONG)
            return Reception(403)
        except Unreadable:
            state = "unreadable"
        return _store(account, given, hint, state, now)


def _store(account: PaymentAccount, given: Notice, hint: Hint | None, state: str, now: datetime) -> Reception:
    with transaction.atomic():
        try:
            with transaction.atomic():
                notice = ProviderNotice.objects.create(
                    business=account.business,
                    account=account,
                    sha256=hashlib.sha256(given.body).hexdigest(),
                    body=given.body,
                    headers={key: value[:500] for key, value in given.headers.items() if key not in _HIDDEN},
                    state=state,
                    received_at=now,
                )
        except IntegrityError:
            return Reception(200, duplicate=True)
        payment = _hinted(account, hint)
        if payment is not None:
            ProviderPayment.objects.filter(pk=payment.pk).update(next_ask_at=now)
        if state == "stored":
            ProviderNotice.objects.filter(pk=notice.pk).update(state="done")
    return Reception(200, payment=payment)


def _hinted(account: PaymentAccount, hint: Hint | None) -> ProviderPayment | None:
    """The payment of this business that the hint names, by our reference first."""
    if hint is None:
        return None
    rows = ProviderPayment.objects.filter(business=account.business, provider=account.provider)
    for name, value in (
        ("reference", hint.reference),
        ("provider_id", hint.provider_id),
        ("notice_key", hint.notice_key),
    ):
        if not value or not value.isprintable():
            continue
        if (found := rows.filter(Q(**{name: value[:120]})).first()) is not None:
            return found
    return None
