"""Send a campaign's text to the owner, as one of its customers would read it."""

import uuid
from datetime import datetime

from kaye.actions.campaigns.shown import Shown
from kaye.actions.engine import Engine
from kaye.actions.outbound import http_client
from kaye.actions.refusal import Refusal
from kaye.actions.try_channel import Tried
from kaye.channels.registry import channel
from kaye.records.journal import append
from kaye.rules.people import EmailError, PhoneError, parse_email, parse_phone
from kaye.rules.ports.channel import DeliveryError, OutgoingText


def try_text(
    *, ready: Engine, channel_name: str, shown: Shown, address: str, now: datetime, by: str = ""
) -> Tried:
    """Outside any transaction: a server may take its time. Raises Refusal for a wrong address or a channel not set."""
    business, config = ready.business, ready.configs.get(channel_name)
    if config is None:
        raise Refusal("Ce canal n'est pas encore réglé : ouvrez les réglages, puis « Tester ».")
    wanted = channel(channel_name)
    text = OutgoingText(
        key=f"try:{business.pk}:{uuid.uuid4().hex}",
        address=_address(business.country, wanted.capabilities.address or "", address),
        subject=f"Essai : {shown.subject_text}",
        text=shown.text,
        date=now,
        sender_name=business.name,
        sender_address=business.email,
        reply_to=business.email,
        purpose="internal",
    )
    try:
        wanted.test(config, text, http_client)
    except DeliveryError as trouble:
        return Tried(False, trouble.reason_fr)
    payload = {"channel": channel_name, "to": text.address}
    append(business=business, kind="campaign_tried", at=now, payload=payload, by=by)
    return Tried(True, f"L'essai est parti à {text.address}, avec les mots écrits pour {shown.name}.")


def _address(country: str, kind: str, typed: str) -> str:
    try:
        return parse_email(typed) if kind == "email" else parse_phone(typed, country).e164
    except (EmailError, PhoneError) as fault:
        raise Refusal(str(fault)) from None
