"""What a channel is for the rest of the house: the text it carries, what it can do, how it fails."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from kaye.rules.ports.http import Http
from kaye.rules.ports.inbound import Inbound

AddressKind = Literal["phone", "email", "whatsapp_id", "messenger", "instagram", "device"]
About = Literal["address", "text", "window", "template", "account", "stopped", "rate"]
TextForm = Literal["whatsapp", "sms", "email", "call", "internal"]
FieldKind = Literal["text", "password", "number", "email", "choice", "bool"]

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the engine may expect. `max_length` counts characters of the text, None = no limit.

    `idempotent`: what the provider offers against a double send: it refuses a known "key", it can be
    asked afterwards ("lookup"), or "neither": then an unanswered hand-over is for a person to check.
    `answers`: kinds of points that a reply can go to. `window`: a free text only that long after the customer's last
    message; past it, `after_window` says what is left. `files`: the largest attachment in bytes, 0 = none.
    """

    automatic: bool
    address: AddressKind | None
    text_form: TextForm
    needs_config: bool
    one_tap: bool
    idempotent: Literal["key", "lookup", "neither"]
    max_length: int | None = None
    answers: frozenset[str] = frozenset()
    window: timedelta | None = None
    after_window: Literal["nothing", "template", "person"] = "nothing"
    files: int = 0
    subject: bool = False
    per_second: int | None = None  # the account's own limit


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a text, on channels that carry files."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProviderTemplate:
    """A text that the provider approved, and the values of its places, in order."""

    name: str
    language: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingText:
    """One text to one address. `key` is the outbox key; `date` is an aware instant.

    Phone addresses are E.164 (« +237699001122 »). `unsubscribe_url` is used for purpose "marketing" only.
    `typed`: written by a person, now. `answers`: external id of the message it replies to; `references`: those of its
    thread, for mail. `window_until`: until when a free text is allowed. `template`: sent instead of the text.
    """

    key: str
    address: str
    text: str
    date: datetime
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    message_id: str = ""
    purpose: str = "transactional"
    unsubscribe_url: str | None = None
    unsubscribe_mail: str = ""
    attachments: tuple[Attachment, ...] = ()
    address_kind: str = ""
    typed: bool = False
    answers: str = ""
    references: tuple[str, ...] = ()
    window_until: datetime | None = None
    template: ProviderTemplate | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's acknowledgement: its reference and its own words.

    `state`: « accepted » when the provider tells later what became of it.
    """

    provider_ref: str
    detail: str = ""
    state: str = "sent"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a message costs, from dated data. `amount` in minor units of `currency`, None when the rate is not known."""

    units: int
    amount: int | None
    currency: str
    as_of: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the settings screen. `choices` are (value, French label); `secret` = encrypted at rest.

    `drawn`: a key that we draw ourselves when it is empty, and that nobody types. `rare`: folded, few need it.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    help: str = ""
    secret: bool = False
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    drawn: bool = False
    rare: bool = False


class DeliveryError(Exception):
    """Why a text did not get its receipt, in a French sentence for the owner."""

    def __init__(self, reason_fr: str) -> None:
        super().__init__(reason_fr)
        self.reason_fr = reason_fr


class Refused(DeliveryError):
    """The provider said no: provably not delivered. `permanent` = another try would get the same answer.

    `about`: what is wrong. Only a permanent "address" kills the address; "window" and "template" ask for another
    way; "account" holds the whole channel; "stopped": the customer refuses there; "rate": later, after `wait`.
    """

    def __init__(
        self, reason_fr: str, permanent: bool, about: About = "address", wait: timedelta | None = None
    ) -> None:
        super().__init__(reason_fr)
        self.permanent = permanent
        self.about = about
        self.wait = wait


class NotSent(DeliveryError):
    """Nothing was handed over: safe to try again later."""


class Unknown(DeliveryError):
    """Handed over, answer lost: perhaps delivered, never to be retried blindly."""


class Session(Protocol):
    """An open way to the provider, kept over many texts; it reconnects by itself after an error."""

    def send(self, text: OutgoingText) -> Receipt:
        """Hand over one text. Raises Refused, NotSent or Unknown."""

    def close(self) -> None:
        """Let the provider go; never raises."""


Way = Callable[[], Http]  # the guarded way out, made when something is asked


class Opens(Protocol):
    """Open a channel with its settings; `way` is for those that speak HTTP."""

    def __call__(self, config: Mapping[str, str], way: Way | None = None) -> Session: ...


class Tries(Protocol):
    """Send one text to its owner, to see whether the settings work. Raises what `send` raises."""

    def __call__(self, config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    """A text at the provider. `category`: utility, marketing, authentication; `state`: approved, pending, rejected,
    paused, disabled, or empty for one that says nothing; `reason`: why it was rejected, in the provider's words."""

    name: str
    language: str
    category: str
    state: str
    text: str = ""
    reason: str = ""


class Submits(Protocol):
    """Ask the provider to judge a text with places {{1}}, {{2}}…; `examples` fill them. Raises Refused or NotSent."""

    def __call__(
        self,
        config: Mapping[str, str],
        way: Way | None,
        *,
        name: str,
        language: str,
        category: str,
        text: str,
        examples: tuple[str, ...] = (),
    ) -> KnownTemplate: ...


@dataclass(frozen=True, slots=True)
class Templates:
    """For channels whose texts must be approved: those the provider knows, a new one to be judged, and what it would
    refuse without a call, in French or empty (`wrong(name, text, examples)`)."""

    known: Callable[[Mapping[str, str], Way | None], tuple[KnownTemplate, ...]]
    submit: Submits
    wrong: Callable[[str, str, tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Channel:
    """A discovered channel. `url_setting` names the environment variable whose URL replaces the settings."""

    name: str
    label: str
    capabilities: Capabilities
    fields: tuple[Field, ...]
    guide: tuple[str, ...]
    icon: str
    link: Callable[[OutgoingText], str | None]
    open_session: Opens
    test: Tries
    url_setting: str | None = None
    retired: bool = False
    inbound: Inbound | None = None
    cost: Callable[[OutgoingText, str, date], Cost | None] | None = (
        None  # the text, the business's country, the day
    )
    copy: Callable[[Mapping[str, str], OutgoingText], bytes] | None = (
        None  # the very bytes that `send` hands over
    )
    templates: Templates | None = None
    lacks: Callable[[Mapping[str, str]], tuple[str, ...]] | None = (
        None  # what is missing, when it is not so simple
    )

    def missing(self, config: Mapping[str, str]) -> tuple[str, ...]:
        """Names of the settings without which nothing leaves this way."""
        if self.lacks is not None:
            return self.lacks(config)
        return tuple(field.name for field in self.fields if field.required and not config.get(field.name))


def e164_digits(address: str) -> str | None:
    """The digits of an E.164 number, without the plus; None if it is not one."""
    return address[1:] if _E164.fullmatch(address) else None


def obstacle(capabilities: Capabilities, text: OutgoingText) -> str | None:
    """Why this text cannot go this way, in French, or None."""
    if capabilities.address == "phone" and e164_digits(text.address) is None:
        return "Pas de numéro de téléphone utilisable."
    if capabilities.address == "email" and "@" not in text.address:
        return "Pas d’adresse e-mail utilisable."
    limit = capabilities.max_length
    if limit is not None and len(text.text) > limit:
        return f"Le texte fait {len(text.text)} caractères ; ce canal en accepte {limit}."
    return None


def stable_message_id(key: str, domain: str) -> str:
    """The same Message-ID for the same outbox key, so that a mailbox can be searched for it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
