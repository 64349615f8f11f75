"""E-mail by the owner's own SMTP server: text and simple HTML, one connection for many messages."""

import re
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any
from urllib.parse import quote

from kaye.channels.email.config import FIELDS as FIELDS
from kaye.channels.email.config import SmtpConfig, read_config, uses_provider
from kaye.channels.email.config import lacks as lacks
from kaye.channels.email.mime import Letter, is_address, mime_bytes
from kaye.channels.email.receiving.letter import read as read_mail
from kaye.channels.email.receiving.mailbox import pull
from kaye.channels.email.session import SmtpSession
from kaye.rules.ports.channel import (
    Capabilities,
    NotSent,
    OutgoingText,
    Receipt,
    Refused,
    Way,
    stable_message_id,
)
from kaye.rules.ports.http import Http, Request, TooLarge, Trouble
from kaye.rules.ports.inbound import Delivered, Event, Inbound, IncomingFile
from kaye.rules.ports.mail_tokens import stop_subject

NAME = "email"
LABEL = "E-mail"
CAPABILITIES = Capabilities(
    automatic=True,
    address="email",
    text_form="email",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    answers=frozenset({"email"}),
    files=20 * 1024 * 1024,
    subject=True,
)
GUIDE = (
    "Chez votre hébergeur ou dans votre messagerie, cherchez « serveur SMTP » ou « envoi d’e-mails ».",
    "Recopiez ici le nom du serveur, le port, l’identifiant et le mot de passe (d’application, "
    "si votre messagerie en propose).",
    "Mettez comme expéditeur une adresse de ce même compte : les réponses de vos clients y arriveront.",
    "Touchez « Tester » : un message vous est envoyé, à vous seul.",
    "Pour lire ici les réponses de vos clients, ajoutez le serveur de réception (IMAP) de la même messagerie : "
    "rien n’y est modifié ni marqué comme lu.",
)
URL_SETTING = "KAYE_SMTP_URL"
_FROM_PROVIDERS = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_BREVO_FILES = "https://api.brevo.com/v3/inbound/attachments/"
_STOP_TOKEN = re.compile(r"/u/([A-Za-z0-9_-]{8,64})/?$")
_HOOKS = "kaye.channels.email.esp_hooks"


class EmailSession:
    """Writes each text as MIME and hands it over; see SmtpSession for what the errors mean."""

    def __init__(self, config: SmtpConfig) -> None:
        self._config = config
        self._smtp = SmtpSession(config)

    def send(self, text: OutgoingText) -> Receipt:
        """One text to one address; the receipt's reference is the Message-ID."""
        letter = _letter(self._config, text)
        try:
            message = mime_bytes(letter)
        except ValueError as error:
            raise Refused("Le message contient une adresse ou un lien mal écrit.", permanent=True) from error
        return Receipt(
            letter.message_id, self._smtp.hand_over(letter.sender_address, letter.address, message)
        )

    def close(self) -> None:
        """End the connection, if any."""
        self._smtp.close()


class ProviderSession:
    """The same by the API of a provider, when one is chosen."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._config = read_config(values)
        # Anymail and its HTTP library: half a second that only those who chose a provider wait for.
        self._sender: Any = import_module("kaye.channels.email.esp").EspSender(values, self._config.timeout)

    def send(self, text: OutgoingText) -> Receipt:
        """One text to one address; the receipt's reference is the provider's id."""
        letter = _letter(self._config, text)
        try:
            mime_bytes(letter)
        except ValueError as error:
            raise Refused("Le message contient une adresse ou un lien mal écrit.", permanent=True) from error
        receipt: Receipt = self._sender.hand_over(letter, text.key)
        return receipt

    def close(self) -> None:
        """End the connection, if any."""
        self._sender.close()


def open_session(config: Mapping[str, str], way: Way | None = None) -> EmailSession | ProviderSession:
    """Connects at the first text. NotSent if the settings lack something."""
    return ProviderSession(config) if uses_provider(config) else EmailSession(read_config(config))


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """One text through a connection of its own; raises what `send` raises."""
    session = open_session(config)
    try:
        return session.send(text)
    finally:
        session.close()


def copy(config: Mapping[str, str], text: OutgoingText) -> bytes:
    """The message as it was handed over, for a proof file. Raises what `send` raises before the connection."""
    try:
        return mime_bytes(_letter(read_config(config), text))
    except ValueError as error:
        raise Refused("Le message contient une adresse ou un lien mal écrit.", permanent=True) from error


def verify(config: Mapping[str, str], delivered: Delivered, now: datetime) -> None:
    """Nobody signs a mail: the address of the hook is the secret. Providers who sign are checked as well."""
    if _is_from_provider(config, delivered):
        import_module(_HOOKS).verify(config, delivered, now)


def read(config: Mapping[str, str], delivered: Delivered, now: datetime) -> tuple[Event, ...]:
    """A mail as it is, or what the chosen provider posts. Raises Unreadable for the latter."""
    if not _is_from_provider(config, delivered):
        return read_mail(config, delivered, now)
    events: tuple[Event, ...] = import_module(_HOOKS).read(
        config, delivered, lambda raw: read_mail(config, Delivered({}, raw), now)
    )
    return events


def fetch(config: Mapping[str, str], http: Http, file: IncomingFile, most: int) -> tuple[bytes, str]:
    """An attachment that Brevo keeps; all others came with their mail. Raises Trouble."""
    kept_by, _, token = file.ref.partition(":")
    if kept_by != "brevo" or config.get("esp") != "brevo" or not token:
        raise Trouble("Cette pièce jointe ne peut plus être demandée.", permanent=True)
    asked = Request(
        "GET",
        f"{_BREVO_FILES}{quote(token, safe='')}",
        {"api-key": config.get("esp_key", ""), "accept": "*/*"},
    )
    answer = http.call(asked)
    if len(answer.body) > most:
        raise TooLarge("Cette pièce jointe est trop grosse.")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    return answer.body, kind or file.mime


def _is_from_provider(config: Mapping[str, str], delivered: Delivered) -> bool:
    kind = delivered.headers.get("content-type", "").strip().lower()
    return config.get("esp", "smtp") not in ("", "smtp") and kind.startswith(_FROM_PROVIDERS)


INBOUND = Inbound(read=read, verify=verify, fetch=fetch, pull=pull, most=30 * 1024 * 1024)


def _letter(config: SmtpConfig, text: OutgoingText) -> Letter:
    sender = _ascii_address(config.from_address or text.sender_address or config.machine_address)
    if not is_address(sender):
        raise NotSent("E-mail non configuré : indiquez l’adresse de l’expéditeur dans les réglages.")
    address = _ascii_address(text.address)
    if not is_address(address):
        raise Refused(f"L’adresse « {text.address} » n’est pas une adresse e-mail.", permanent=True)
    return Letter(
        message_id=text.message_id or stable_message_id(text.key, sender.rpartition("@")[2]),
        sender_name=config.from_name or text.sender_name,
        sender_address=sender,
        address=address,
        subject=text.subject,
        text=text.text,
        date=text.date,
        reply_to=_ascii_address(text.reply_to),
        unsubscribe_url=(text.unsubscribe_url or "") if text.purpose == "marketing" else "",
        unsubscribe_mail=_stop_mail(config, text) if text.purpose == "marketing" else "",
        files=tuple((each.name, each.mime, each.content) for each in text.attachments),
        in_reply_to=text.answers,
        references=text.references,
        typed=text.typed,
    )


def _stop_mail(config: SmtpConfig, text: OutgoingText) -> str:
    """Where mail is read, the address that stops offers: its subject carries the token of the link (C54)."""
    if text.unsubscribe_mail or not config.reads_at:
        return text.unsubscribe_mail
    token = _STOP_TOKEN.search(text.unsubscribe_url or "")
    return f"{_ascii_address(config.reads_at)}?subject={stop_subject(token[1])}" if token else ""


def _ascii_address(address: str) -> str:
    """The domain in its ASCII form (IDNA); anything else unchanged, to be judged by `is_address`."""
    local, at, domain = address.strip(" ").rpartition("@")
    if domain.isascii():
        return address.strip(" ")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
