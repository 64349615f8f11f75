"""Send one real message to the owner, to know that a channel works."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaye.actions.engine import channel_configs
from kaye.actions.outbound import http_client
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.journal import append
from kaye.records.models import Business, ChannelAccount
from kaye.rules.people import EmailError, PhoneError, parse_email, parse_phone
from kaye.rules.ports.channel import AddressKind, DeliveryError, OutgoingText


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether it left, and what to read: where to look, or what to correct."""

    left: bool
    words: str


def try_channel(*, business: Business, name: str, address: str, now: datetime, by: str = "") -> Tried:
    """Outside any transaction: a server may take its time. Raises Refusal when nothing is set up or for a
    wrong address."""
    wanted, config = channel(name), channel_configs(business).get(name)
    if config is None:
        raise Refusal("Remplissez d'abord les réglages, puis enregistrez-les.")
    text = OutgoingText(
        key=f"test:{business.pk}:{uuid.uuid4().hex}",
        address=_address(business, wanted.capabilities.address, address),
        subject=f"Essai de {business.name}",
        text=f"Ceci est un essai envoyé depuis le cahier de {business.name}. Tout marche.",
        date=now,
        sender_name=business.name,
        sender_address=business.email,
        reply_to=business.email,
        purpose="internal",
    )
    try:
        wanted.test(config, text, http_client)
    except DeliveryError as trouble:
        return _kept(business, name, Tried(False, trouble.reason_fr), now, by)
    said = f"Le message est parti à {text.address}. Regardez s'il est bien arrivé."
    return _kept(business, name, Tried(True, said), now, by)


def _address(business: Business, kind: AddressKind | None, typed: str) -> str:
    try:
        return parse_phone(typed, business.country).e164 if kind == "phone" else parse_email(typed)
    except (EmailError, PhoneError) as fault:
        raise Refusal(str(fault)) from None


def _kept(business: Business, name: str, tried: Tried, now: datetime, by: str) -> Tried:
    trouble = "" if tried.left else tried.words[:300]
    ChannelAccount.objects.filter(business=business, channel=name).update(tested_at=now, trouble=trouble)
    payload = {"channel": name, "left": tried.left}
    append(business=business, kind="channel_tested", at=now, payload=payload, by=by)
    return tried
