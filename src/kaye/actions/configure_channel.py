"""Set up a channel: its settings are sealed, its secrets never shown again."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kaye.actions.channel_address import give_address
from kaye.actions.decide_again import decide_again
from kaye.actions.refusal import FieldRefusal, Refusal
from kaye.channels.registry import channel
from kaye.records.journal import append
from kaye.records.models import Business, ChannelAccount
from kaye.records.seal import SealBroken, seal, unseal
from kaye.rules.people import EmailError, parse_email
from kaye.rules.ports.channel import Channel, Field

_LONGEST = 500


def channel_settings(business: Business, name: str) -> dict[str, str]:
    """What is saved, in clear, secrets included; {} when nothing is, or when it can no longer be opened."""
    account = ChannelAccount.objects.filter(business=business, channel=name).first()
    try:
        return unseal(bytes(account.sealed)) if account else {}
    except SealBroken:
        return {}


def configure_channel(
    *, business: Business, name: str, values: Mapping[str, str], now: datetime, by: str = ""
) -> ChannelAccount:
    """Write all the settings; a secret left empty keeps the one saved. Raises FieldRefusal, Refusal."""
    wanted = channel(name)
    if wanted.retired or not wanted.fields:
        raise Refusal("Ce canal ne se règle pas : il marche tel quel.")
    saved = channel_settings(business, name)
    config = {field.name: checked_value(field, values.get(field.name, ""), saved) for field in wanted.fields}
    for field in wanted.fields:
        if field.name in wanted.missing(config):
            raise FieldRefusal(field.name, f"Il manque : {field.label.lower()}.")
    with transaction.atomic():
        account, _ = ChannelAccount.objects.update_or_create(
            business=business,
            channel=name,
            defaults={"sealed": seal(config), "tested_at": None, "trouble": ""},
        )
        give_address(account)
        _write_event(business, "channel_configured", wanted, now, by)
        decide_again(business, now)
    return account


def forget_channel(*, business: Business, name: str, now: datetime, by: str = "") -> None:
    """The settings are erased; nothing leaves this way any more."""
    with transaction.atomic():
        ChannelAccount.objects.filter(business=business, channel=name).delete()
        _write_event(business, "channel_forgotten", channel(name), now, by)
        decide_again(business, now)


def checked_value(field: Field, typed: str, saved: Mapping[str, str]) -> str:
    """A setting as it is kept; a secret left empty is the one saved, or drawn. Raises FieldRefusal."""
    text = typed if field.secret else typed.strip()
    if not text and field.secret:
        text = saved.get(field.name, "") or (secrets.token_urlsafe(32) if field.drawn else "")
    if len(text) > _LONGEST or any(ord(char) < 32 for char in text):
        raise FieldRefusal(field.name, f"{field.label} : écrivez-le sur une seule ligne.")
    if text and field.kind == "number" and not (text.isascii() and text.isdecimal()):
        raise FieldRefusal(
            field.name, f"{field.label} : écrivez un nombre, par exemple {field.default or 1}."
        )
    if text and field.kind == "choice" and text not in dict(field.choices):
        raise FieldRefusal(field.name, f"{field.label} : choisissez dans la liste.")
    if text and field.kind == "email":
        return _email(field, text)
    return text


def _email(field: Field, text: str) -> str:
    try:
        return parse_email(text)
    except EmailError as fault:
        raise FieldRefusal(field.name, str(fault)) from None


def _write_event(business: Business, kind: str, wanted: Channel, now: datetime, by: str) -> None:
    append(business=business, kind=kind, at=now, payload={"channel": wanted.name}, by=by)
