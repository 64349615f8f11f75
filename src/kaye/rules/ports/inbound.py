"""What comes in from a channel, as values: an adapter reads bytes into events, `actions.inbox` applies them.

Reading is pure: no base, no network, every entry and item of a payload, never an exception on what is unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from kaye.rules.ports.http import Http

PointKind = Literal["phone", "email", "whatsapp_id", "messenger", "instagram"]
DeliveryState = Literal["accepted", "sent", "delivered", "read", "failed"]
Origin = Literal["phone_app", "other_app"]
FORMS = frozenset(  # what a message is made of; the rest is « unsupported »
    {
        "text", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "button", "order",
        "story", "form", "email", "unsupported",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One way to a person: E.164, e-mail in small letters, or the provider's own id (C22).

    `verified`: the provider attests it, or DMARC passed (C23).
    """

    kind: PointKind
    value: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote, as the provider says it; the first point is the one to answer. `name`: profile, From or form."""

    points: tuple[Point, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """An attachment: its bytes, or `ref` (media id or address) to fetch them later. `size` in bytes."""

    name: str = ""
    mime: str = ""
    size: int | None = None
    ref: str = ""
    content: bytes | None = None
    content_id: str = ""  # shown in place of « cid: » in the text
    voice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What threading and judging a mail need. `token`: of our plus-address; `references` from first to last."""

    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    token: str = ""
    recipients: tuple[str, ...] = ()
    dmarc: str = ""  # pass, fail or empty, from our own authserv_id only (C26)
    unsubscribe_token: str = ""  # of our « mailto: » form (C54)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`external_id`: its identity in the account (C10). `at`: the provider's raw time. `account`: whose it says it is
    (C7; empty when the payload names none). `standby`: another application holds the thread."""

    external_id: str
    at: datetime | None = None
    account: str = ""
    standby: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCame(Event):
    """A customer wrote. `text` is the new part, `quoted` the rest. `verdict`: « to_check » with `doubt` in French."""

    sender: Person
    form: str = "text"
    text: str = ""
    subject: str = ""
    quoted: str = ""
    html: str = ""
    files: tuple[IncomingFile, ...] = ()
    reply_to: str = ""  # external id of the message answered
    mail: Mail | None = None
    auto: bool = False
    truncated: bool = False
    history: bool = False
    verdict: str = ""
    doubt: str = ""
    marketing_ok: bool = False  # the box of a form was ticked
    call_back: str = ""  # when, in the customer's words


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoCame(Event):
    """We wrote from somewhere else: the phone's application, another tool, the Sent folder (C14)."""

    to: Person
    origin: Origin = "phone_app"
    form: str = "text"
    text: str = ""
    subject: str = ""
    files: tuple[IncomingFile, ...] = ()
    reply_to: str = ""
    mail: Mail | None = None
    history: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCame(Event):
    """What became of a message of ours. `key`: our outbox key when the provider gives it back.

    `about`: what a failure is about (see channel.Refused), `detail` in French. `billed`: category charged, if said.
    """

    message: str
    state: DeliveryState
    key: str = ""
    about: str = ""
    detail: str = ""
    billed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    """The new text of a message."""

    message: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted(Event):
    """Taken back by who wrote it."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionCame(Event):
    """An emoji on a message; empty = taken away."""

    message: str
    emoji: str
    sender: Person = Person()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCame(Event):
    """One state of one call. `caller` without a point: masked number. `duration` in seconds."""

    caller: Person
    direction: Literal["in", "out"]
    state: Literal["ringing", "missed", "answered", "voicemail", "busy", "failed"]
    duration: int | None = None
    recording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSaid(Event):
    """The provider passes on a choice about a purpose: `agreed` False is a stop."""

    person: Person
    agreed: bool
    purpose: str = "marketing"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged(Event):
    """The same person under a new point."""

    old: Point
    new: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Event):
    """Meta's verdict on a template. Empty fields did not change."""

    name: str
    language: str = ""
    state: str = ""  # approved, pending, rejected, paused, disabled
    category: str = ""  # utility, marketing, authentication
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNews(Event):
    """Something the owner must know about the account; `stops`: nothing more may leave by it."""

    detail: str
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceCame(Event):
    """A mail that did not arrive (C56). `messages`: Message-IDs it names; `token`: of our return path.

    `weight`: hard, soft, delayed, complaint. `status` as RFC 3463.
    """

    address: str
    weight: Literal["hard", "soft", "delayed", "complaint"]
    messages: tuple[str, ...] = ()
    token: str = ""
    status: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCame(Event):
    """Something this adapter does not know: kept raw, shown to nobody (C17)."""

    what: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What arrived: the exact bytes, header names in small letters, the *configured* public address of the hook."""

    headers: Mapping[str, str]
    body: bytes
    url: str = ""


class Unsigned(Exception):
    """No signature (401)."""


class Forged(Exception):
    """The signature is wrong, its stamp is old, or the secret to judge it is not set (403)."""


class Unreadable(Exception):
    """Signed, and not in the published form: kept and shown once (C4)."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """One item of a channel that is asked rather than told, in order; `cursor`: where to go on after it.

    `headers` goes to `read`; a mail of the Sent folder has « x-kaye-folder: sent ». An empty `body` only moves the
    cursor.
    """

    body: bytes
    headers: Mapping[str, str]
    cursor: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """How a channel receives; the module's INBOUND. `config` is the account's settings, in clear.

    `verify` raises Unsigned or Forged; `read` raises Unreadable. `handshake` answers a GET from its query, or raises
    Forged. `fetch` brings an attachment: (bytes, MIME type); raises Trouble. `pull` reads a mailbox from a cursor.
    `account_field`: the setting that names the account, compared with `Event.account` (C7).
    """

    read: Callable[[Mapping[str, str], Delivered, datetime], tuple[Event, ...]]
    verify: Callable[[Mapping[str, str], Delivered, datetime], None] | None = None
    handshake: Callable[[Mapping[str, str], Mapping[str, str]], str] | None = None
    fetch: Callable[[Mapping[str, str], Http, IncomingFile, int], tuple[bytes, str]] | None = None
    pull: Callable[[Mapping[str, str], Mapping[str, str]], "tuple[Pulled, ...]"] | None = None
    account_field: str = ""
    answer: tuple[str, bytes] = ("text/plain", b"")
    most: int = 3 * 1024 * 1024  # bytes of a body
    window: timedelta | None = None  # how long after a message of the customer one may answer freely
    states: frozenset[str] = field(default_factory=frozenset)  # delivery states it tells
    visitors: bool = False  # anybody's browser posts to it: counted by address (C59)
