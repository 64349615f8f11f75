"""Reads a mailbox over IMAP: INBOX and what was sent, each from where the last turn stopped (C11, C15).

Nothing is changed on the server: folders are opened read-only and mails are peeked at, so `\\Seen` stays as it was.
"""

import hashlib
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from kaye.channels.email.receiving.account import LOOPBACK, ImapAccount, imap_account
from kaye.channels.email.receiving.letter import CUT, FOLDER, HISTORY
from kaye.net.addresses import resolve
from kaye.rules.ports.http import Trouble, Unreachable
from kaye.rules.ports.inbound import Pulled

MOST_MAILS = 200  # of one turn
MOST_BYTES = 30_000_000
_LARGEST = 25_000_000  # of one mail; a larger one is read up to its first million bytes
_CUT_AT = 1_000_000
_LONGEST_TURN = 90.0  # seconds
_BACK = timedelta(days=30)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
_SENT_NAMES = frozenset(
    {
        "sent", "sent items", "sent mail", "sent messages", "envoyés", "envoyes", "éléments envoyés",
        "elements envoyes", "messages envoyés", "objets envoyés", "courrier envoyé", "verzonden", "gesendet",
    }
)  # fmt: skip
_Broken = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError, EOFError)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder is read: its UIDVALIDITY, the last UID, and up to which UID everything is history."""

    validity: int = 0
    last: int = 0
    history: int = 0

    def written(self) -> str:
        return f"{self.validity}:{self.last}:{self.history}"


def pull(config: Mapping[str, str], cursor: Mapping[str, str]) -> tuple[Pulled, ...]:
    """What came since the cursor, oldest first, at most 200 mails or 30 MB; the rest at the next turn.

    The first reading goes back 30 days and marks all it finds as history. A folder whose UIDVALIDITY changed is read
    again over 30 days: what is known is found by its identity. The last item may be empty: it only moves the cursor.
    Raises Trouble.
    """
    account = imap_account(config)
    if account is None:
        return ()
    places = dict(cursor) if cursor.get("account") == _name(account) else {"account": _name(account)}
    items: list[Pulled] = []
    try:
        box = _Box(account)
    except (ssl.SSLCertVerificationError, ssl.CertificateError):
        raise Trouble(f"Le serveur {account.host} ne prouve pas son identité : rien n’a été lu.") from None
    except _Broken:
        raise Unreachable(f"Le serveur de réception {account.host} ne répond pas.", handed=False) from None
    try:
        _login(box, account)
        for item in _Turn(box, places).items():
            items.append(item)
    except _Broken:
        if not items:
            raise Unreachable(
                f"Le serveur de réception {account.host} s’est interrompu.", handed=False
            ) from None
    finally:
        box.leave()
    if places != dict(items[-1].cursor if items else cursor):
        items.append(Pulled(b"", {}, dict(places)))
    return tuple(items)


def _name(account: ImapAccount) -> str:
    """Another account starts afresh."""
    return hashlib.sha256(f"{account.user}@{account.host}".lower().encode()).hexdigest()[:16]


def _login(box: "_Box", account: ImapAccount) -> None:
    try:
        if account.oauth:
            box.xoauth2(account.user, account.password, initial_folder=None)
        elif account.user.isascii() and account.password.isascii():
            box.login(account.user, account.password, initial_folder=None)
        else:
            box.login_utf8(account.user, account.password, initial_folder=None)
    except (imaplib.IMAP4.abort, OSError):
        raise
    except (imaplib.IMAP4.error, ImapToolsError):
        raise Trouble("Le serveur de réception refuse l’identifiant ou le mot de passe.") from None


class _Turn:
    """One reading; moves `places` as it goes."""

    def __init__(self, box: "_Box", places: dict[str, str]) -> None:
        self._box = box
        self._places = places
        self._mails = 0
        self._bytes = 0
        self._ends = time.monotonic() + _LONGEST_TURN

    def items(self) -> Iterator[Pulled]:
        yield from self._folder("INBOX", "inbox")
        if (sent := self._box.sent_folder()) and not self._is_full():
            yield from self._folder(sent, "sent")

    def _is_full(self) -> bool:
        return self._mails >= MOST_MAILS or self._bytes >= MOST_BYTES or time.monotonic() > self._ends

    def _folder(self, name: str, what: str) -> Iterator[Pulled]:
        before = _place(self._places.get(what, ""))
        validity = self._box.open(name)
        place, uids = self._new(before, validity)
        self._places[what] = place.written()
        for uid, size in self._box.sizes(uids[: MOST_MAILS - self._mails]):
            if self._is_full():
                return
            body = self._box.mail(uid, min(size, _CUT_AT) if size > _LARGEST else 0)
            place = Place(validity, uid, place.history)
            self._places[what] = place.written()
            if not body:
                continue
            self._mails, self._bytes = self._mails + 1, self._bytes + len(body)
            headers = {FOLDER: what}
            if uid <= place.history:
                headers[HISTORY] = "1"
            if size > _LARGEST:
                headers[CUT] = "1"
            yield Pulled(body, headers, dict(self._places))

    def _new(self, before: Place, validity: int) -> tuple[Place, list[int]]:
        if before.validity == validity:
            return before, self._box.after(before.last)
        uids = self._box.since(datetime.now(UTC) - _BACK)
        newest = self._box.newest()
        is_first = before.validity == 0
        return Place(validity, uids[0] - 1 if uids else newest, newest if is_first else 0), uids


def _place(written: str) -> Place:
    numbers = [int(one) for one in written.split(":") if one.isascii() and one.isdecimal()]
    return Place(*numbers) if len(numbers) == 3 else Place()


class _Client(imaplib.IMAP4):
    """Connects to the address that was checked, not to what the name says a second time."""

    def __init__(self, account: ImapAccount, address: str) -> None:
        self._address = address
        self._context = ssl.create_default_context() if account.security == "ssl" else None
        super().__init__(account.host, account.port, account.timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._address, self.port), timeout)
        return self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain

    def read(self, size: int) -> bytes:
        """A literal as long as the server says, within reason."""
        if size > _LARGEST * 2:
            raise self.abort("literal too long")
        return super().read(size)


class _Box(BaseMailBox):
    """The few questions we ask."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        account = self._account
        address, *_ = resolve(account.host, account.port, allow_loopback=account.host in LOOPBACK)
        client = _Client(account, address)
        if account.security == "starttls":
            client.starttls(ssl.create_default_context())
        return client

    def open(self, name: str) -> int:
        """Read-only; answers its UIDVALIDITY."""
        validity = self.folder.status(name, ["UIDVALIDITY"]).get("UIDVALIDITY", 0)
        self.folder.set(name, readonly=True)
        return validity or 1

    def sent_folder(self) -> str:
        """By its special use (RFC 6154), else by its name."""
        folders = self.folder.list()
        for folder in folders:
            if any(flag.lower() == "\\sent" for flag in folder.flags):
                return str(folder.name)
        for folder in folders:
            last = re.split(r"[/.]", folder.name)[-1] if folder.delim in ("/", ".") else folder.name
            if last.strip().lower() in _SENT_NAMES:
                return str(folder.name)
        return ""

    def after(self, uid: int) -> list[int]:
        """« n:* » also answers the last one when nothing is newer (RFC 3501 §6.4.8)."""
        return [one for one in self._found(f"UID {uid + 1}:*") if one > uid]

    def since(self, at: datetime) -> list[int]:
        months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
        return self._found(f"SINCE {at.day}-{months[at.month - 1]}-{at.year}")

    def newest(self) -> int:
        return max(self._found("UID *"), default=0)

    def _found(self, criteria: str) -> list[int]:
        return sorted(int(uid) for uid in self.uids(criteria, charset=None))

    def sizes(self, uids: list[int]) -> list[tuple[int, int]]:
        """(UID, bytes) of those that are still there, in order."""
        if not uids:
            return []
        kind, lines = self.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
        found = []
        for line in lines if kind == "OK" else []:
            raw = line if isinstance(line, bytes) else b" ".join(line) if isinstance(line, tuple) else b""
            uid, size = _UID.search(raw), _SIZE.search(raw)
            if uid and size:
                found.append((int(uid[1]), int(size[1])))
        return sorted(found)

    def mail(self, uid: int, only: int) -> bytes:
        """Its bytes, or the first `only` of them; empty when it is gone."""
        part = f"(BODY.PEEK[]<0.{only}>)" if only else "(BODY.PEEK[])"
        kind, lines = self.client.uid("FETCH", str(uid), part)
        parts = [line[1] for line in lines if isinstance(line, tuple)] if kind == "OK" else []
        return bytes(parts[0]) if parts else b""

    def leave(self) -> None:
        """Never raises."""
        try:
            self.logout()
        except _Broken:
            self.client.shutdown()
