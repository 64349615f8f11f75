"""Addresses of ours that carry a token: « moi+r-<token>@exemple.fr », which comes back when somebody answers.

A token is made of small letters, figures and hyphens: servers may turn an address into small letters.
"""

import re
from collections.abc import Iterable
from typing import Literal

Use = Literal["r", "stop", "retour"]
ANSWER: Use = "r"  # of a thread (C25)
STOP: Use = "stop"  # of « mailto: » in List-Unsubscribe (C54)
RETURN: Use = "retour"  # of the path back of one message (C56)

_TOKEN = re.compile(r"[a-z0-9][a-z0-9-]{7,63}")
_STOP_SUBJECT = re.compile(r"\s*stop-([A-Za-z0-9_-]{8,64})\s*", re.IGNORECASE)


def address_with(use: Use, own: str, token: str) -> str:
    """Our address with the token in it. Empty if the token cannot stand there, or nothing is left of 64 letters."""
    local, at, domain = own.rpartition("@")
    tagged = f"{local}+{use}-{token}"
    return f"{tagged}@{domain}" if at and _TOKEN.fullmatch(token) and len(tagged) <= 64 else ""


def token_in(use: Use, recipients: Iterable[str], own: Iterable[str]) -> str:
    """The token of the first recipient that is one of our addresses with such a tag, else empty."""
    ours = [address.lower().rpartition("@") for address in own]
    for recipient in recipients:
        local, _, domain = recipient.lower().rpartition("@")
        for own_local, _, own_domain in ours:
            head = f"{own_local}+{use}-"
            if domain == own_domain and local.startswith(head) and _TOKEN.fullmatch(local[len(head) :]):
                return local[len(head) :]
    return ""


def stop_token_in(subject: str) -> str:
    """The token of a subject « stop-<token> », as our « mailto: » form fills it in, else empty; letters as they are."""
    found = _STOP_SUBJECT.fullmatch(subject)
    return found[1] if found else ""


def stop_subject(token: str) -> str:
    """What `stop_token_in` reads back; a subject keeps its capitals, an address may not."""
    return f"stop-{token}"
