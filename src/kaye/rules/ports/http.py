"""What an adapter asks of the outbound client: a request, its answer, and how it fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `expected`: statuses above 299 that the caller reads itself; the others above 299 are raised."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    expected: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """The one way out: see `net.http` for what it refuses."""

    def call(self, request: Request) -> Response:
        """The answer. Raises a Trouble."""


class Trouble(Exception):
    """Why there is no usable answer, in a French sentence. `permanent`: asking again would change nothing."""

    permanent = False

    def __init__(self, reason_fr: str, permanent: bool | None = None) -> None:
        super().__init__(reason_fr)
        self.reason_fr = reason_fr
        if permanent is not None:
            self.permanent = permanent


class Unreachable(Trouble):
    """No answer: name unknown, no connection, cut or too slow. `handed`: the request may have been received."""

    def __init__(self, reason_fr: str, handed: bool) -> None:
        super().__init__(reason_fr)
        self.handed = handed


class Forbidden(Trouble):
    """We do not go there: not https, a private or local address, a name and password in the address."""

    permanent = True


class TooLarge(Trouble):
    """The answer is longer than we read."""

    permanent = True


class Refused(Trouble):
    """The other side said no, or failed: its status says whether asking again may help."""

    def __init__(self, reason_fr: str, status: int, body: bytes = b"") -> None:
        super().__init__(reason_fr, permanent=status < 500 and status not in (408, 425, 429))
        self.status = status
        self.body = body


class Unreadable(Trouble):
    """An answer came, but not in the form that was published."""
