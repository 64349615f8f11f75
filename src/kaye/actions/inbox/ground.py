"""What every event of a payload is applied on: the account it came to, its settings, the two instants."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from kaye.records.models import Business, ChannelAccount, Customer, InboxMessage, RawPayload, Request
from kaye.rules.ports.inbound import Event, Inbound

_LATEST, _EARLIEST = timedelta(minutes=5), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Ground:
    """`received_at`: when the bytes came. `now`: when they are processed; later after an outage."""

    business: Business
    account: ChannelAccount
    config: dict[str, str]
    inbound: Inbound
    payload: RawPayload
    received_at: datetime
    now: datetime

    @property
    def channel(self) -> str:
        return self.account.channel

    def identity(self, external_id: str, *more: str) -> str:
        """The name of a thing in the account, of one length (C10)."""
        return identity_of(self.account, external_id, *more)

    def when(self, event: Event) -> datetime:
        """The provider's time where it can be believed, else the reception (C12)."""
        told = event.at
        if told is not None and self.received_at - _EARLIEST <= told <= self.received_at + _LATEST:
            return told
        return self.received_at


@dataclass(frozen=True, slots=True)
class Applied:
    """What one event did. `outcome`: applied, ignored, waiting (`target`: the identity it waits for)."""

    outcome: str = "applied"
    reason: str = ""
    message: InboxMessage | None = None
    request: Request | None = None
    customer: Customer | None = None
    target: str = ""


def identity_of(account: ChannelAccount, external_id: str, *more: str) -> str:
    """SHA-256 of the account and the provider's id, in hexadecimal."""
    said = "\x1f".join((str(account.pk), external_id, *more))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def ignored(reason: str) -> Applied:
    """Known, and of no effect."""
    return Applied("ignored", reason)


def waiting(target: str) -> Applied:
    """What it is about has not come yet (C13, C16)."""
    return Applied("waiting", "le message dont il s'agit n'est pas encore là", target=target)
