"""Hand one notification over to every device of a member, and learn which are gone."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from types import TracebackType
from urllib.parse import urlsplit

from kaye.actions.outbound import http_client
from kaye.actions.rings.devices import address_of
from kaye.actions.rings.keys import push_config
from kaye.channels.registry import channel
from kaye.net.push import read_address
from kaye.records.models import Device
from kaye.rules.ports.channel import DeliveryError, OutgoingText, Refused, Session
from kaye.rules.ports.http import Http

_DEADLINE = 10.0  # seconds of one call: the others wait behind
_ANSWER = 10_000  # bytes


class Rung(Enum):
    """What became of it: on a device at least, later, or on none because none is left."""

    YES = "yes"
    LATER = "later"
    NO_DEVICE = "no device"


class Pusher:
    """One session for a whole turn. A service that does not answer is left alone until the next one."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._session: Session | None = None
        self._down: set[str] = set()

    def __enter__(self) -> "Pusher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            self._session.close()

    def ring(self, devices: Sequence[Device], *, key: str, title: str, body: str, url: str) -> Rung:
        """The same `key` again takes the place of the first on the screen. Devices that are gone are deleted."""
        outcomes = {self._one(device, key, title, body, url) for device in devices}
        if Rung.YES in outcomes:
            return Rung.YES
        return Rung.LATER if Rung.LATER in outcomes else Rung.NO_DEVICE

    def _one(self, device: Device, key: str, title: str, body: str, url: str) -> Rung:
        address = address_of(device)
        host = _host(address)
        if host in self._down:
            return Rung.LATER
        text = OutgoingText(
            key=key,
            address=address,
            subject=title,
            text=body,
            date=self._now,
            reply_to=url,
            purpose="internal",
        )
        try:
            self._open().send(text)
        except Refused as refused:
            if refused.permanent and refused.about == "address":
                device.delete()
                return Rung.NO_DEVICE
            return self._later(device, refused.reason_fr)
        except (
            DeliveryError
        ) as trouble:  # also an answer that was lost: a second one takes the place of the first
            self._down.add(host)
            return self._later(device, trouble.reason_fr)
        Device.objects.filter(pk=device.pk).update(rang_at=self._now, failed_at=None, trouble="")
        return Rung.YES

    def _later(self, device: Device, why: str) -> Rung:
        Device.objects.filter(pk=device.pk).update(failed_at=self._now, trouble=why[:200])
        return Rung.LATER

    def _open(self) -> Session:
        if self._session is None:
            self._session = channel("webpush").open_session(push_config(), _way)
        return self._session


def _way() -> Http:
    return http_client(most=_ANSWER, deadline=_DEADLINE)


def _host(address: str) -> str:
    try:
        return urlsplit(read_address(address).endpoint).netloc
    except ValueError:
        return ""
