"""A channel of a business that others write to: its settings, its secret hook address, whether it is on (C1, C2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.channel_address import account_at, give_address, hook_url, renew_address, token_of
from kaye.actions.configure_channel import channel_settings, checked_value
from kaye.actions.decide_again import decide_again
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel, channels
from kaye.records.journal import append
from kaye.records.models import Business, ChannelAccount
from kaye.records.seal import SealBroken, seal, unseal
from kaye.rules.ports.channel import Channel

__all__ = [
    "ChannelState",
    "account_at",
    "account_settings",
    "add_channel",
    "channel_states",
    "give_address",
    "hook_url",
    "renew_token",
    "token_of",
    "turn_channel",
]


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel as listed, never with a secret. `state`: ok, incomplete, broken, off.

    `missing`: names of required settings not given yet. `account`, `hook_url`: None and empty where nothing is set.
    """

    channel: Channel
    state: str
    missing: tuple[str, ...]
    account: ChannelAccount | None
    hook_url: str
    trouble: str


def add_channel(
    *, business: Business, name: str, values: Mapping[str, str], now: datetime, by: str = ""
) -> ChannelAccount:
    """Give a channel its address, and these settings; those not named keep what is saved. What is still missing
    is said by `channel_states`. Raises FieldRefusal, Refusal."""
    wanted = channel(name)
    if wanted.retired or not (wanted.fields or wanted.inbound):
        raise Refusal(_unknown(name))
    fields = {field.name: field for field in wanted.fields}
    if unknown := sorted(set(values) - set(fields)):
        raise Refusal(f"« {unknown[0]} » n'est pas un réglage de {wanted.label} : {_choices(fields)}.")
    saved = channel_settings(business, name)
    config = {
        each.name: checked_value(each, values.get(each.name, ""), saved)
        if each.name in values or each.drawn
        else saved.get(each.name, each.default)
        for each in wanted.fields
    }
    with transaction.atomic():
        account, _ = ChannelAccount.objects.update_or_create(
            business=business,
            channel=name,
            defaults={"sealed": seal(config), "is_on": True, "tested_at": None, "trouble": ""},
        )
        give_address(account)
        _journal(business, "channel_configured", name, now, by)
        decide_again(business, now)
    return account


def renew_token(*, business: Business, name: str, now: datetime, by: str = "") -> ChannelAccount:
    """A new address; the old one is nobody's from now on. Raises Refusal."""
    with transaction.atomic():
        account = _account(business, name)
        renew_address(account)
        _journal(business, "channel_address_renewed", name, now, by)
    return account


def turn_channel(*, business: Business, name: str, on: bool, now: datetime, by: str = "") -> ChannelAccount:
    """Off: nothing is received nor sent this way, the settings stay. Raises Refusal."""
    with transaction.atomic():
        account = _account(business, name)
        account.is_on = on
        account.save(update_fields=["is_on"])
        _journal(business, "channel_turned_on" if on else "channel_turned_off", name, now, by)
        decide_again(business, now)
    return account


def account_settings(account: ChannelAccount) -> dict[str, str]:
    """What is saved, in clear, with the country of the business; no more when it can no longer be opened."""
    own = {"country": account.business.country}
    try:
        return own | unseal(bytes(account.sealed))
    except SealBroken:
        return own


def channel_states(business: Business) -> list[ChannelState]:
    """Every channel that can be set or receives, and what was set here and is no longer known."""
    accounts = {each.channel: each for each in ChannelAccount.objects.filter(business=business)}
    known = [each for each in channels() if each.fields or each.inbound or each.name in accounts]
    gone = [channel(name) for name in sorted(accounts) if channel(name).retired]
    return [_state(each, accounts.get(each.name)) for each in (*known, *gone)]


def _state(wanted: Channel, account: ChannelAccount | None) -> ChannelState:
    if account is None or not account.is_on:
        return ChannelState(wanted, "off", (), account, "", "")
    try:
        config = unseal(bytes(account.sealed))
        is_broken = bool(account.trouble) or wanted.retired
    except SealBroken:
        config, is_broken = {}, True
    missing = wanted.missing(config)
    state = "broken" if is_broken else "incomplete" if missing else "ok"
    return ChannelState(wanted, state, missing, account, hook_url(account), account.trouble)


def _account(business: Business, name: str) -> ChannelAccount:
    found = ChannelAccount.objects.filter(business=business, channel=name).first()
    if found is None:
        raise Refusal(f"« {name} » n'est pas réglé ici : ajoutez-le d'abord.")
    return found


def _unknown(name: str) -> str:
    known = ", ".join(each.name for each in channels() if each.fields or each.inbound)
    return f"« {name} » ne se règle pas : choisissez parmi {known}."


def _choices(fields: Mapping[str, object]) -> str:
    return f"choisissez parmi {', '.join(fields)}" if fields else "il n'en a aucun"


def _journal(business: Business, kind: str, name: str, now: datetime, by: str) -> None:
    append(business=business, kind=kind, at=now, payload={"channel": name}, by=by)
