"""What the three channels of Meta receive alike: the handshake, the signature, the envelope, instants, identities.

developers.facebook.com/docs/graph-api/webhooks. Reading never raises on what is unknown: it becomes UnknownCame.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kaye.net.json import Record, read_json
from kaye.net.signatures import is_hex_hmac, same_text
from kaye.rules.ports.channel import Field
from kaye.rules.ports.http import Unreadable as BadAnswer
from kaye.rules.ports.inbound import Delivered, Event, Forged, UnknownCame, Unreadable, Unsigned

SECRET_FIELDS = (
    Field(
        "app_secret",
        "Clé secrète de l’application",
        "password",
        True,
        "Dans « Paramètres de l’application », « Général »",
        secret=True,
    ),
    Field(
        "verify_token",
        "Mot de vérification",
        "password",
        True,
        "Inventez-le, et recopiez-le chez Meta avec l’adresse affichée ici",
        secret=True,
    ),
    Field(
        "access_token",
        "Jeton d’accès",
        "password",
        True,
        "Le jeton permanent, pas celui de 24 heures",
        secret=True,
    ),
)
_SIGNATURE = "x-hub-signature-256"
_LONGEST_ID = 250  # of an identity that somebody else chose
_LONGEST_TEXT = 20_000
_MILLISECONDS = 100_000_000_000  # a larger count of seconds would be after the year 5000


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a payload and where it stood: `entry`, its `change` (or empty), the account it names."""

    told: Record
    entry: Record
    change: Record
    account: str = ""

    @property
    def name(self) -> str:
        return self.change.text("field")


def verify(config: Mapping[str, str], delivered: Delivered, now: datetime) -> None:
    """`X-Hub-Signature-256: sha256=<hex>` over the raw bytes. Raises Unsigned or Forged."""
    given = delivered.headers.get(_SIGNATURE, "").strip()
    if not given:
        raise Unsigned("Cet avis de Meta n’est pas signé.")
    method, _, signature = given.partition("=")
    if method != "sha256" or not is_hex_hmac(signature, config.get("app_secret", ""), delivered.body):
        raise Forged("La signature de cet avis de Meta n’est pas la bonne.")


def handshake(config: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The challenge, for whoever knows the word chosen with it. Raises Forged."""
    challenge = query.get("hub.challenge", "")
    knows = same_text(query.get("hub.verify_token", ""), config.get("verify_token", ""))
    if query.get("hub.mode") != "subscribe" or not knows or not challenge:
        raise Forged("Ce n’est pas le mot de vérification choisi.")
    return challenge


def entries(delivered: Delivered, kind: str) -> tuple[Record, ...]:
    """The entries of an envelope of that object. Raises Unreadable for what is no such envelope."""
    try:
        body = read_json(delivered.body)
    except BadAnswer as trouble:
        raise Unreadable("Cet avis de Meta n’est pas lisible.") from trouble
    if body.text("object") != kind or not isinstance(body.values.get("entry"), list):
        raise Unreadable("Cet avis de Meta n’est pas de la forme publiée.")
    return body.many("entry")


def each(items: Iterable[Item], read: Callable[[Item], Event | None]) -> list[Event]:
    """Every item as an event; what `read` does not know is kept as unknown."""
    return [read(item) or unknown(item) for item in items]


def unknown(item: Item, what: str = "") -> UnknownCame:
    """Something kept raw and shown to nobody (C17)."""
    words = " ".join(
        filter(
            None,
            [
                item.name,
                what
                or item.told.text("type")
                or item.told.text("event")
                or item.told.text("status")
                or _first_key(item.told),
            ],
        )
    )
    return UnknownCame(
        external_id=made_up(item), at=moment(item), account=item.account, what=words[:200] or "rien"
    )


def moment(item: Item) -> datetime | None:
    """When it happened, as the item or its entry says."""
    return instant(item.told, "timestamp") or instant(item.entry, "time")


def instant(record: Record, *path: str) -> datetime | None:
    """Unix seconds or milliseconds, as a number or text, or ISO 8601; None for anything else."""
    written = record.text(*path)
    try:
        if written.isascii() and written.isdecimal() and len(written) <= 15:
            count = int(written)
            return datetime.fromtimestamp(count / 1000 if count >= _MILLISECONDS else count, UTC)
        found = datetime.fromisoformat(written)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError, OSError):
        return None


def identity(record: Record, *path: str) -> str:
    """The provider's own id at this path; one too long for the base is named by its hash; empty without one."""
    given = record.text(*path)
    return given if len(given) <= _LONGEST_ID else hashed(given)


def made_up(item: Item, *parts: str) -> str:
    """The identity of what has none: the hash of what it says and where it stood (C10)."""
    about = [item.name, item.account, item.entry.text("id"), *parts]
    return hashed(*about, *(() if parts else (item.entry.text("time"), _written(item.told.values))))


def hashed(*parts: str) -> str:
    """A name for these texts, the same each time."""
    return "sha256-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:48]


def passage(record: Record, *path: str) -> str:
    """A text as long as people write them."""
    return record.text(*path)[:_LONGEST_TEXT]


def first_of(*texts: str) -> str:
    """The first that says something."""
    return next((text for text in texts if text), "")


def lines(*texts: str) -> str:
    """Those that say something, one a line."""
    return "\n".join(text for text in texts if text)[:_LONGEST_TEXT]


def _first_key(record: Record) -> str:
    known = {"sender", "recipient", "timestamp", "id", "from", "to"}
    return next((str(key) for key in sorted(map(_clean, record.values)) if key not in known), "")


def _clean(key: Any) -> str:
    return str(key).replace("\x00", "").encode("utf-8", "replace").decode()[:100]


def _written(values: Any) -> str:
    try:
        return json.dumps(values, sort_keys=True, default=str)
    except (RecursionError, ValueError):
        return "trop profond"
