"""Who a mail is from and to, which message it is, and what our own server proved about it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kaye.channels.email.receiving.decoding import words_of
from kaye.channels.email.receiving.tree import Part, body_of
from kaye.rules.people import EmailError, parse_email

_MOST = 100  # addresses of one header
_LONGEST_ID = 190  # characters of an identity
_LONGEST_NAME = 200
_IN_ANGLES = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"[^\s<>\"(),;:@\[\]]+@[^\s<>\"(),;:@]+")
_COMMENT = re.compile(r"\([^()]*\)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_DMARC = re.compile(r";\s*dmarc\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"header\.from\s*=\s*@?([A-Za-z0-9.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address in small letters, and the name before it."""

    address: str
    name: str = ""


def mailboxes(values: list[str]) -> tuple[Mailbox, ...]:
    """The addresses of a header, in order, each once; what is no address is left out.

    The structure is read before RFC 2047 words are decoded: no word can forge an address.
    """
    found: dict[str, Mailbox] = {}
    for value in values:
        for piece in _pieces(value):
            box = _mailbox(piece)
            if box is not None:
                found.setdefault(box.address, box)
            if len(found) >= _MOST:
                return tuple(found.values())
    return tuple(found.values())


def _pieces(value: str) -> list[str]:
    """Cut at the commas outside quotes and angles."""
    pieces, start, is_quoted, in_angles = [], 0, False, False
    for at, char in enumerate(value):
        if char == '"' and (at == 0 or value[at - 1] != "\\"):
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif char in "<>":
            in_angles = char == "<"
        elif char in ",;" and not in_angles:
            pieces.append(value[start:at])
            start = at + 1
    return [*pieces, value[start:]]


def _mailbox(piece: str) -> Mailbox | None:
    in_angles = [(each.start(), each[1]) for each in _IN_ANGLES.finditer(piece)]
    for start, inside in reversed(in_angles):
        if address := normal(inside):
            return Mailbox(address, _name(piece[:start]))
    if not in_angles and (bare := _BARE.search(_STRING.sub(" ", piece))) and (address := normal(bare[0])):
        return Mailbox(address, _name("".join(_COMMENT.findall(piece)).strip("()")))
    return None


def normal(address: str) -> str:
    """In small letters, plus-tags and dots kept (C22); empty if it is no address."""
    try:
        return parse_email(address.strip(" <>'\"")).lower()
    except EmailError:
        return ""


def _name(written: str) -> str:
    name = words_of(written.strip().strip('"').replace('\\"', '"'))
    return name.strip(" '\"")[:_LONGEST_NAME]


def own_addresses(config: Mapping[str, str]) -> frozenset[str]:
    """Every address by which the settings say « we »."""
    said = (config.get(name, "") for name in ("address", "from_address", "user", "imap_user"))
    return frozenset(address for one in said if (address := normal(one)))


def message_ids(values: list[str]) -> tuple[str, ...]:
    """The ids of a header, « <a@b> », in order, each once."""
    found = [one for value in values for one in re.findall(r"<[^<>\s]+>", value)]
    if not found:
        found = [f"<{one}>" for value in values for one in value.split() if "@" in one]
    return tuple(dict.fromkeys(_short(one) for one in found))


def _short(message_id: str) -> str:
    """An id too long to be kept is known by its hash, here and where it is answered."""
    if len(message_id) <= _LONGEST_ID:
        return message_id
    return f"<{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()}@long>"


def identity(top: Part, raw: bytes) -> str:
    """The Message-ID, else a hash of From, Date, Subject and body (C10): what servers add on the way says nothing."""
    if found := message_ids(top.headers.get("message-id", [])[:1]):
        return found[0]
    said = "\n".join(top.header(name) for name in ("from", "date", "subject"))
    return "sha256:" + hashlib.sha256(said.encode("utf-8", "replace") + b"\n" + body_of(raw)).hexdigest()


def date_of(top: Part) -> datetime | None:
    """The Date header as an aware UTC instant; None if it says nothing."""
    try:
        at = parsedate_to_datetime(top.header("date")[:200])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def dmarc_of(top: Part, authserv_id: str, sender: str) -> str:
    """« pass », « fail » or empty: only as our own server wrote it, its topmost line first (C26, RFC 8601 §5)."""
    own = authserv_id.strip().lower()
    if not own:
        return ""
    for value in top.headers.get("authentication-results", []):
        bare = _COMMENT.sub(" ", _STRING.sub(" ", value))
        if bare.partition(";")[0].lower().split()[:1] != [own]:
            continue
        if result := _DMARC.search(bare):
            return _result(result[1].lower(), result[2], sender)
    return ""


def _result(said: str, rest: str, sender: str) -> str:
    """A pass is for the domain it names: another one than the sender's proves nothing."""
    domain = sender.rpartition("@")[2]
    about = _HEADER_FROM.search(rest)
    if (
        said == "pass"
        and about
        and not (domain == about[1].lower() or domain.endswith("." + about[1].lower()))
    ):
        return ""
    return said if said in ("pass", "fail") else ""
