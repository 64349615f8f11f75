"""What Twilio posts: messages, what became of ours, states of calls (twilio.com/docs/messaging/guides/webhook-request).

Everything is form-encoded and signed: `X-Twilio-Signature`, the HMAC of the address and of the sorted fields.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from kaye.channels.twilio.media import fetch
from kaye.channels.twilio.refusals import failure
from kaye.channels.twilio.voice import call_came
from kaye.net.forms import read_form, read_pairs
from kaye.net.identity import identity
from kaye.net.json import Record
from kaye.net.signatures import same_text
from kaye.rules.phones import international
from kaye.rules.ports.http import Unreadable as UnreadableForm
from kaye.rules.ports.inbound import (
    ConsentSaid,
    Delivered,
    DeliveryState,
    Event,
    Forged,
    Inbound,
    IncomingFile,
    MessageCame,
    Person,
    Point,
    StatusCame,
    UnknownCame,
    Unreadable,
    Unsigned,
)

_STATES: dict[str, DeliveryState] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_RECEIVED = frozenset({"", "received", "receiving"})
_FILES = 20


def verify(config: Mapping[str, str], came: Delivered, now: datetime) -> None:
    """SHA-1 with the account's token, or SHA-256 with the shared key where Twilio says so. Raises Unsigned or Forged.

    The address is the configured one; Twilio signs it with its port or without.
    """
    given = came.headers.get("x-twilio-signature", "").strip()
    if not given:
        raise Unsigned("Cet avis de Twilio n’est pas signé.")
    shared = "algorithm=hmac_sha256" in came.headers.get("x-twilio-webhooks-signature-settings", "").lower()
    secret = config.get("signing_secret" if shared else "auth_token", "").strip()
    if not secret or not came.url:
        raise Forged("Le secret qui juge les avis de Twilio n’est pas réglé.")
    try:
        pairs = read_pairs(came.body)
    except UnreadableForm:
        raise Forged("Cet avis de Twilio n’est pas lisible.") from None
    urls = _with_and_without_port(came.url)
    checks = (
        [same_text(given, signature(secret, url, pairs, shared)) for url in urls] if given.isascii() else []
    )
    if not any(checks):
        raise Forged("La signature de cet avis de Twilio n’est pas la bonne.")


def signature(secret: str, url: str, pairs: tuple[tuple[str, str], ...], shared: bool = False) -> str:
    """Base 64 of the HMAC over the address, then each name and value, sorted, twins once."""
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(pairs)))
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha256 if shared else hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def read(config: Mapping[str, str], came: Delivered, now: datetime) -> tuple[Event, ...]:
    """A message (with the choice Twilio read in it), a state of ours, or a state of a call."""
    try:
        form = read_form(came.body)
    except UnreadableForm as fault:
        raise Unreadable(fault.reason_fr) from None
    if form.text("CallSid"):
        return (call_came(form),)
    sid = form.text("MessageSid") or form.text("SmsSid")
    state = (form.text("MessageStatus") or form.text("SmsStatus")).lower()
    if not sid:
        raise Unreadable("Cet avis de Twilio ne dit pas de quel message il parle.")
    if state in _RECEIVED and "From" in form.values:
        return _message(form, sid)
    if state not in _STATES:
        return (UnknownCame(external_id=identity(sid, state), what=f"MessageStatus {state[:40]}"),)
    about, detail = failure(form.text("ErrorCode")) if _STATES[state] == "failed" else ("", "")
    return (
        StatusCame(
            external_id=identity(sid, state), message=sid, state=_STATES[state], about=about, detail=detail
        ),
    )


def _message(form: Record, sid: str) -> tuple[Event, ...]:
    sender, account = _person(form), form.text("To").rpartition(":")[2]
    media = _media(form)
    events: list[Event] = [
        MessageCame(
            external_id=identity(sid),
            account=account,
            sender=sender,
            form=_form_of(media, form.text("Body")),
            text=form.text("Body"),
            files=media,
            reply_to=form.text("OriginalRepliedMessageSid"),
            verdict="" if sender.points else "to_check",
            doubt="" if sender.points else "Écrit sans numéro : on ne peut pas lui répondre.",
        )
    ]
    choice = form.text("OptOutType").upper()
    if choice in ("STOP", "START"):
        said = form.text("Body")
        events.append(
            ConsentSaid(
                external_id=identity(sid, choice),
                account=account,
                person=sender,
                agreed=choice == "START",
                words=said,
            )
        )
    return tuple(events)


def _person(form: Record) -> Person:
    """By WhatsApp or RCS the number follows « whatsapp: »; a name or a short code is nobody's number."""
    written = form.text("From").rpartition(":")[2]
    number = international(written)
    name = form.text("ProfileName")
    return Person((Point("phone", number),), name) if number else Person((), name or written)


def _media(form: Record) -> tuple[IncomingFile, ...]:
    count = form.text("NumMedia")
    wanted = min(int(count), _FILES) if count.isascii() and count.isdecimal() and len(count) < 5 else 0
    found = ((form.text(f"MediaUrl{n}"), form.text(f"MediaContentType{n}")) for n in range(wanted))
    return tuple(IncomingFile(ref=url, mime=mime.lower()) for url, mime in found if url)


def _form_of(media: tuple[IncomingFile, ...], text: str) -> str:
    if not media:
        return "text"
    kind = media[0].mime.partition("/")[0]
    if media[0].mime in ("text/vcard", "text/x-vcard"):
        return "contacts"
    return kind if kind in ("image", "video", "audio") else "document"


def _with_and_without_port(url: str) -> tuple[str, str]:
    parts: SplitResult = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts._replace(netloc=host).geturl(), parts._replace(netloc=f"{host}:{port}").geturl()


INBOUND = Inbound(
    read=read,
    verify=verify,
    fetch=fetch,
    account_field="number",
    answer=("text/xml", b"<Response/>"),
    states=frozenset({"accepted", "sent", "delivered", "read", "failed"}),
)
