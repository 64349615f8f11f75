"""Tokens of our own addresses: which thread is answered (C25), which message came back (C56). Nobody can guess one."""

import base64
import re

from django.conf import settings

from kaye.net.signatures import hmac_sha256, same_text
from kaye.records.models import Business, OutgoingMessage, Thread

_MAC = 20  # characters of base 32: 100 bits
_NUMBER = re.compile(r"[0-9a-f]{1,15}")


def thread_token(thread: Thread) -> str:
    """What stands in the plus-address of a reply."""
    return _token("thread", thread.pk)


def message_token(message: OutgoingMessage) -> str:
    """What stands in the return path of one message."""
    return _token("return", message.pk)


def thread_of_token(business: Business, token: str) -> Thread | None:
    """The thread of a token of ours; None for any other."""
    number = _number("thread", token)
    rows = Thread.objects.filter(business=business, pk=number or 0)
    return rows.select_related("customer").first() if number else None


def message_of_token(business: Business, token: str) -> OutgoingMessage | None:
    """The message of a token of ours; None for any other."""
    number = _number("return", token)
    return OutgoingMessage.objects.filter(business=business, pk=number).first() if number else None


def _token(use: str, number: int) -> str:
    return f"{number:x}-{_mac(use, number)}"


def _number(use: str, token: str) -> int | None:
    written, _, proof = token.lower().partition("-")
    if not _NUMBER.fullmatch(written) or not same_text(proof, _mac(use, int(written, 16))):
        return None
    return int(written, 16)


def _mac(use: str, number: int) -> str:
    digest = hmac_sha256(settings.SECRET_KEY, f"kaye {use} {number}".encode())
    return base64.b32encode(digest).decode().lower()[:_MAC]
