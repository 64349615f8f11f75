"""Keep what a provider wrote to us, as it came, before anything is done with it (C3, C5)."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django_scopes import scope

from kaye.actions.inbox.channel_account import account_settings, hook_url
from kaye.actions.inbox.doubts import POSTS, REFUSED, VISITOR
from kaye.actions.inbox.tasks import ask
from kaye.channels.registry import channel
from kaye.net.signatures import hmac_sha256
from kaye.records.models import ChannelAccount, RawPayload
from kaye.rules.ports.inbound import Delivered, Forged, Inbound, Unsigned

_LOG = logging.getLogger("kaye.hooks")
_HIDDEN = frozenset(("authorization", "cookie", "proxy-authorization", "verif-hash"))
# Ours alone to say: what is read from a mailbox (see `Pulled`) or counted carries them.
_OURS = frozenset(("x-kaye-folder", "x-kaye-history", "x-kaye-cut", VISITOR, POSTS))
_LONGEST_HEADER = 2000
_TOGETHER = timedelta(minutes=10)  # within which the same form is one
_REFUSED_MOST, _REFUSED_IN = 10, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reception:
    """`status`: 200 stored or already stored, 401 no signature, 403 wrong or old one, 404 nobody lives there,
    413 too long, 429 too many from one visitor. `payload`: the row, also when it was already there."""

    status: int
    duplicate: bool = False
    payload: RawPayload | None = None

    @property
    def is_stored(self) -> bool:
        return self.payload is not None


def from_outside(headers: Mapping[str, str]) -> dict[str, str]:
    """What a request says of itself, without the words that only we say."""
    return {name: value for name, value in headers.items() if name.lower() not in _OURS}


def receive(
    *,
    account: ChannelAccount,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    check: bool = True,
    visitor: str = "",
) -> Reception:
    """Check the signature over the bytes as they came and store them once; committed when this returns.

    What is refused leaves no body behind, only a count. `check` False: handed in by a person, or read by us.
    `visitor`: the address of the browser that posts a form.
    """
    inbound = channel(account.channel).inbound
    if inbound is None:
        return Reception(404)
    given = {name.lower(): value for name, value in headers.items()}
    with scope(business=account.business):
        if len(body) > inbound.most:
            return refuse(account, 413, now)
        if check and (status := _judged(account, inbound, Delivered(given, body, hook_url(account)), now)):
            return refuse(account, status, now)
        if inbound.visitors and visitor:
            given |= _counted(account, visitor, now)
            if int(given[POSTS]) > REFUSED:
                return Reception(429)
        return store(account, given, body, now)


def store(account: ChannelAccount, headers: Mapping[str, str], body: bytes, now: datetime) -> Reception:
    """The row, once. In the caller's transaction if there is one."""
    digest = _name_of(account, body, now)
    safe = {name: value[:_LONGEST_HEADER] for name, value in headers.items() if name not in _HIDDEN}
    try:
        with transaction.atomic():
            row = RawPayload.objects.create(
                business=account.business,
                account=account,
                sha256=digest,
                body=body,
                headers=safe,
                received_at=now,
            )
    except IntegrityError:
        known = RawPayload.objects.filter(account=account, sha256=digest).first()
        if known is None:  # another fault than a second arrival
            raise
        return Reception(200, True, known)
    return Reception(200, payload=row)


def _name_of(account: ChannelAccount, body: bytes, now: datetime) -> str:
    """What makes the bytes one row. A visitor who says the same words again later does ask again (C10, C59)."""
    digest = hashlib.sha256(body).hexdigest()
    inbound = channel(account.channel).inbound
    if inbound is None or not inbound.visitors:
        return digest
    before = RawPayload.objects.filter(account=account, sha256=digest, received_at__lte=now - _TOGETHER)
    if not before.exists():
        return digest
    return hashlib.sha256(body + str(now.timestamp() // _TOGETHER.total_seconds()).encode()).hexdigest()


def refuse(account: ChannelAccount, status: int, now: datetime) -> Reception:
    """Only counted; ten in an hour are told, once (C3)."""
    _LOG.warning("« %s » : réception refusée (%d)", account.channel, status)
    with scope(business=account.business), transaction.atomic():
        mine = ChannelAccount.objects.filter(pk=account.pk)
        if not mine.filter(refusals_since__gt=now - _REFUSED_IN).update(refusals=F("refusals") + 1):
            mine.update(refusals=1, refusals_since=now)
        if status in (401, 403) and mine.filter(refusals=_REFUSED_MOST).exists():
            label = channel(account.channel).label
            ask(
                business=account.business,
                kind="signature",
                key=f"signature:{account.channel}",
                text=f"{label} : signature refusée, {_REFUSED_MOST} messages en une heure n'ont pas été reçus",
                detail="Vérifiez le secret dans les réglages de ce canal.",
                now=now,
                owner_only=True,
            )
    return Reception(status)


def _counted(account: ChannelAccount, visitor: str, now: datetime) -> dict[str, str]:
    """Which one of the hour this is, from that address; kept with it, the address itself is not."""
    name = hmac_sha256(settings.SECRET_KEY, f"kaye visitor {visitor}".encode()).hex()[:24]
    rows = RawPayload.objects.filter(account=account, received_at__gt=now - _REFUSED_IN)
    return {VISITOR: name, POSTS: str(rows.filter(**{f"headers__{VISITOR}": name}).count() + 1)}


def _judged(account: ChannelAccount, inbound: Inbound, given: Delivered, now: datetime) -> int:
    """0 when it may be believed."""
    if inbound.verify is None:
        return 0
    try:
        inbound.verify(account_settings(account), given, now)
    except Unsigned:
        return 401
    except Forged:
        return 403
    return 0
