"""Set up a payment provider: its settings are sealed, its secrets never shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kaye.actions.refusal import FieldRefusal, Refusal
from kaye.payments.registry import provider, providers
from kaye.records.journal import append
from kaye.records.links import hash_of, new_token
from kaye.records.models import Business, PaymentAccount
from kaye.records.seal import SealBroken, seal, unseal
from kaye.rules.ports.channel import Field
from kaye.rules.ports.payment import Provider, missing

_LONGEST = 500
_TOKEN = "hook_token"  # kept with the settings: the owner has to copy the address into the provider's site


@dataclass(frozen=True, slots=True)
class ProviderState:
    """A provider as listed. `state`: ok, incomplete, broken (settings unreadable, or refused), off (never set)."""

    provider: Provider
    state: str
    missing: tuple[str, ...]
    hook_url: str
    trouble: str


def provider_settings(business: Business, name: str) -> dict[str, str]:
    """What is saved, in clear, secrets included; {} when nothing is, or when it can no longer be opened."""
    return {key: value for key, value in _sealed(business, name).items() if key != _TOKEN}


def configure_payment_provider(
    *, business: Business, name: str, values: Mapping[str, str], now: datetime, by: str = ""
) -> PaymentAccount:
    """Write the settings; a secret left empty keeps the one saved. Raises FieldRefusal, Refusal."""
    wanted = provider(name)
    if wanted.retired:
        raise Refusal(f"Aucun prestataire ne s'appelle « {name} » : {_known()}.")
    unknown = set(values) - {field.name for field in wanted.fields}
    if unknown:
        names = ", ".join(field.name for field in wanted.fields)
        raise Refusal(
            f"« {min(unknown)} » n'est pas un réglage de {wanted.label} : choisissez parmi {names}."
        )
    saved = _sealed(business, name)
    config = {field.name: _value(field, values.get(field.name), saved) for field in wanted.fields}
    token = saved.get(_TOKEN) or new_token()
    with transaction.atomic():
        account, _ = PaymentAccount.objects.update_or_create(
            business=business,
            provider=name,
            defaults={
                "sealed": seal({**config, _TOKEN: token}),
                "token_hash": hash_of(token),
                "is_on": True,
                "trouble": "",
            },
        )
        append(business=business, kind="provider_configured", at=now, payload={"provider": name}, by=by)
    return account


def forget_payment_provider(*, business: Business, name: str, now: datetime, by: str = "") -> None:
    """Keys and hook address are erased; payments already opened there can't be asked about any more."""
    with transaction.atomic():
        PaymentAccount.objects.filter(business=business, provider=name).delete()
        append(business=business, kind="provider_forgotten", at=now, payload={"provider": name}, by=by)


def hook_url(business: Business, name: str) -> str:
    """Where this provider writes to us; empty until it is set up."""
    token = _sealed(business, name).get(_TOKEN, "")
    return f"{settings.BASE_URL}/hooks/{name}/{token}/" if token else ""


def provider_states(business: Business) -> list[ProviderState]:
    """Every provider found that serves this country, or was set up here."""
    accounts = {each.provider: each for each in PaymentAccount.objects.filter(business=business)}
    return [
        _state(business, each, accounts.get(each.name))
        for each in (*providers(), *(provider(name) for name in sorted(accounts) if provider(name).retired))
        if each.name in accounts or business.country in each.capabilities.countries
    ]


def _state(business: Business, one: Provider, account: PaymentAccount | None) -> ProviderState:
    if account is None or not account.is_on:
        return ProviderState(one, "off", (), "", "")
    saved = _sealed(business, one.name)
    wanting = missing(one, saved)
    state = "broken" if not saved or account.trouble or one.retired else "incomplete" if wanting else "ok"
    return ProviderState(one, state, wanting, hook_url(business, one.name), account.trouble)


def _sealed(business: Business, name: str) -> dict[str, str]:
    account = PaymentAccount.objects.filter(business=business, provider=name).first()
    try:
        return unseal(bytes(account.sealed)) if account else {}
    except SealBroken:
        return {}


def _value(field: Field, typed: str | None, saved: Mapping[str, str]) -> str:
    text = (typed or "").strip()
    if typed is None or (not text and field.secret):
        text = saved.get(field.name, field.default)
    if len(text) > _LONGEST or any(ord(char) < 32 for char in text):
        raise FieldRefusal(field.name, f"{field.label} : écrivez-le sur une seule ligne.")
    if not text and field.required:
        raise FieldRefusal(field.name, f"Il manque : {field.label.lower()}.")
    if text and field.kind == "choice" and text not in dict(field.choices):
        raise FieldRefusal(field.name, f"{field.label} : choisissez dans la liste.")
    return text


def _known() -> str:
    return "choisissez parmi " + ", ".join(each.name for each in providers())
