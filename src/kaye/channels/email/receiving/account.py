"""Where the mail is read: the settings of one IMAP server, from the screen or from one URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from kaye.rules.ports.http import Trouble

Security = Literal["ssl", "starttls", "none"]
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SCHEMES: dict[str, Security] = {"imaps": "ssl", "imap+starttls": "starttls", "imap": "none"}
_PORTS: dict[Security, int] = {"ssl": 993, "starttls": 143, "none": 143}
_TIMEOUT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """One mailbox. `oauth`: the password is an access token (XOAUTH2). `timeout` in seconds, of each wait."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    oauth: bool = False
    timeout: float = _TIMEOUT_SECONDS


def imap_account(values: Mapping[str, str]) -> ImapAccount | None:
    """None when no server is set. User and password are those of SMTP unless others are given. Raises Trouble."""
    url, host = values.get("imap_url", "").strip(), values.get("imap_host", "").strip()
    if not url and not host:
        return None
    account = _from_url(url, values) if url else _from_fields(host, values)
    if not account.user or not account.password:
        raise Trouble("Lecture des e-mails : il manque l’identifiant ou le mot de passe.", permanent=True)
    if account.security == "none" and account.host not in LOOPBACK:
        raise Trouble(
            "Lecture des e-mails : le mot de passe partirait en clair. Choisissez SSL.", permanent=True
        )
    return account


def _from_fields(host: str, values: Mapping[str, str]) -> ImapAccount:
    port = values.get("imap_port", "").strip()
    number = int(port) if port.isascii() and port.isdecimal() else 993
    is_here = host in LOOPBACK and number not in (993,)
    security: Security = "none" if is_here else "starttls" if number == 143 else "ssl"
    return ImapAccount(
        host=host,
        port=_port(number),
        security=security,
        user=values.get("imap_user", "") or values.get("user", "") or _address(values),
        password=values.get("imap_password", "") or values.get("password", ""),
        oauth=values.get("imap_auth", "") == "xoauth2",
    )


def _from_url(url: str, values: Mapping[str, str]) -> ImapAccount:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise Trouble(
            "Lecture des e-mails : l’adresse s’écrit imaps://identifiant:motdepasse@serveur:993.", True
        )
    security = _SCHEMES[parts.scheme]
    return ImapAccount(
        host=parts.hostname,
        port=_port(port or _PORTS[security]),
        security=security,
        user=unquote(parts.username or "") or values.get("user", "") or _address(values),
        password=unquote(parts.password or "") or values.get("password", ""),
        oauth="xoauth2" in parse_qs(parts.query).get("auth", []),
    )


def _port(number: int) -> int:
    if not 0 < number < 65536:
        raise Trouble("Lecture des e-mails : le port est un nombre, souvent 993.", permanent=True)
    return number


def _address(values: Mapping[str, str]) -> str:
    return values.get("address", "") or values.get("from_address", "")
