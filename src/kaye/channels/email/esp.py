"""Hands a letter to an e-mail provider's API, by Anymail. Loaded only where a provider is chosen.

Anymail is written on Django's mail classes; nothing else of Django is used here, and no setting of the site is read
but Anymail's own defaults.
"""

import contextlib
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from django.core.mail import EmailMultiAlternatives

from kaye.channels.email.html import html_of
from kaye.channels.email.mime import Letter, clean_header, clean_text, headers_beside
from kaye.rules.ports.channel import NotSent, Receipt, Refused, Unknown

_NO_ANSWER = "Le service d’envoi ne répond pas ; le message repartira plus tard."
_LOST_ANSWER = "Le message est parti, la réponse du service d’envoi s’est perdue : à vérifier."
_REFUSED_KEY = "Le service d’envoi refuse la clé : vérifiez-la dans les réglages."


class EspSender:
    """One connection kept over many letters. `values`: the settings of the channel. NotSent if a key is missing."""

    def __init__(self, values: Mapping[str, str], timeout: float) -> None:
        self._name = values["esp"]
        options = _options(values)
        if not all(options.values()):
            raise NotSent("E-mail non configuré : il manque la clé du service d’envoi dans les réglages.")
        if address := values.get("esp_url", ""):
            options["api_url"] = address
        module = import_module(f"anymail.backends.{self._name}")
        self._backend: Any = module.EmailBackend(fail_silently=False, timeout=timeout, **options)

    def hand_over(self, letter: Letter, key: str) -> Receipt:
        """The provider's id of the message is the receipt's reference. Raises NotSent, Refused or Unknown."""
        message = _message(letter, key)
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except AnymailRecipientsRefused as refused:
            raise Refused("Le service d’envoi refuse cette adresse.", permanent=True) from refused
        except AnymailInvalidAddress as fault:
            raise Refused("Le service d’envoi ne peut pas écrire à cette adresse.", permanent=True) from fault
        except AnymailConfigurationError as fault:
            raise NotSent(_REFUSED_KEY) from fault
        except AnymailAPIError as fault:
            raise _judged(fault) from fault
        except AnymailError as fault:
            raise Refused("Le service d’envoi ne sait pas porter ce message.", True, about="text") from fault
        status = message.anymail_status
        return Receipt(
            str(status.message_id or letter.message_id), f"{self._name} : {_said(status)}", "accepted"
        )

    def close(self) -> None:
        """Never raises."""
        with contextlib.suppress(OSError, AnymailError):
            self._backend.close()


def _options(values: Mapping[str, str]) -> dict[str, str]:
    """What each backend calls its keys."""
    key = values.get("esp_key", "")
    match values["esp"]:
        case "mailjet":
            return {"api_key": key, "secret_key": values.get("esp_secret", "")}
        case "postmark":
            return {"server_token": key}
        case "mailgun":
            domain = values.get("esp_domain", "") or _domain(values)
            return {"api_key": key, "sender_domain": domain}
    return {"api_key": key}


def _domain(values: Mapping[str, str]) -> str:
    return (values.get("from_address", "") or values.get("address", "")).rpartition("@")[2]


def _message(letter: Letter, key: str) -> Any:
    """The same letter as by SMTP, in the provider's hands; `key` comes back with what became of it."""
    name = clean_header(letter.sender_name).replace('"', "'")
    message: Any = EmailMultiAlternatives(
        subject=clean_header(letter.subject),
        body=clean_text(letter.text),
        from_email=f'"{name}" <{letter.sender_address}>' if name else letter.sender_address,
        to=[letter.address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers_beside(letter),
    )
    message.attach_alternative(html_of(clean_text(letter.text)), "text/html")
    for file_name, mime, content in letter.files:
        message.attach(clean_header(file_name), content, mime)
    message.metadata = {"key": key}
    return message


def _judged(fault: AnymailAPIError) -> NotSent | Refused | Unknown:
    """Whether anything was handed over, by what came back."""
    code = getattr(fault, "status_code", None)
    if not isinstance(fault, AnymailRequestsAPIError) or code is None:
        if isinstance(fault, requests.exceptions.ConnectTimeout):
            return NotSent(_NO_ANSWER)
        refused = isinstance(fault, requests.exceptions.ConnectionError) and "NewConnection" in str(
            fault.__cause__
        )
        return NotSent(_NO_ANSWER) if refused else Unknown(_LOST_ANSWER)
    if code in (401, 403):
        return Refused(_REFUSED_KEY, permanent=True, about="account")
    if code == 429:
        return Refused("Le service d’envoi demande d’attendre.", permanent=False, about="rate")
    if code == 503:
        return NotSent(_NO_ANSWER)
    if code >= 500 or code < 300:  # or it said yes in words that nobody can read
        return Unknown(_LOST_ANSWER)
    return Refused(f"Le service d’envoi refuse le message ({code}).", permanent=True, about="text")


def _said(status: Any) -> str:
    return ", ".join(sorted(str(one) for one in status.status or ())) or "accepté"
