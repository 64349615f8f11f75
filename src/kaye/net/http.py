"""The one outbound client: https to public addresses, bounded in time and size, no redirects, no proxies.

Servers are told apart by their certificate: we connect to the address that was checked, and the name of the
request is what TLS verifies and what `Host` says.
"""

import functools
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from kaye.net.addresses import resolve
from kaye.rules.ports.http import Forbidden, Refused, Request, Response, TooLarge, Unreachable

AGENT = "kaye/0.1"
_TRIED = 3  # addresses of one name


@dataclass(frozen=True, slots=True)
class Client:
    """`timeout`: seconds of each wait; `deadline`: of the whole call; `most`: bytes of an answer.

    `allow_loopback` and `routes` (« https://host » -> « http://127.0.0.1:port ») are for rehearsals against a server
    of this machine.
    """

    timeout: float = 10.0
    deadline: float = 30.0
    most: int = 1_000_000
    allow_loopback: bool = False
    routes: Mapping[str, str] = field(default_factory=dict)

    def call(self, request: Request) -> Response:
        """One request, one answer. Raises Forbidden, Unreachable, TooLarge, Refused."""
        url = self._url(request.url)
        addresses = resolve(_name(url), url.port or _port(url), self.allow_loopback)
        answer = self._try_each(request, url, addresses)
        if answer.status >= 300 and answer.status not in request.expected:
            raise Refused(f"« {url.host} » a répondu {answer.status}.", answer.status, answer.body)
        return answer

    def check(self, url: str) -> None:
        """Whether we would go there at all, before any name is resolved. Raises Forbidden."""
        self._url(url)

    def _try_each(self, request: Request, url: httpx.URL, addresses: tuple[str, ...]) -> Response:
        """The first address that lets itself be connected to; nothing was said to those before it."""
        *before, last = addresses[:_TRIED]
        for address in before:
            try:
                return self._exchange(self._prepare(request, url, address), url.host)
            except Unreachable as problem:
                if problem.handed:
                    raise
        return self._exchange(self._prepare(request, url, last), url.host)

    def _prepare(self, request: Request, url: httpx.URL, address: str) -> httpx.Request:
        return httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers=self._headers(request, url),
            content=request.body or None,
            extensions={"sni_hostname": _name(url), "timeout": httpx.Timeout(self.timeout).as_dict()},
        )

    def _url(self, written: str) -> httpx.URL:
        for origin, instead in self.routes.items():
            if written == origin or written.startswith(f"{origin}/"):
                written = instead + written[len(origin) :]
        try:
            url = httpx.URL(written)
        except httpx.InvalidURL:
            raise Forbidden("Cette adresse n’est pas lisible.") from None
        if url.scheme != "https" and not (url.scheme == "http" and self.allow_loopback):
            raise Forbidden("Nous n’appelons que des adresses https.")
        if not url.host or url.userinfo:
            raise Forbidden("Cette adresse n’est pas celle d’un site.")
        return url

    def _headers(self, request: Request, url: httpx.URL) -> dict[str, str]:
        given = {name.lower(): value for name, value in request.headers.items()}
        own = {"host": url.netloc.decode("ascii"), "accept-encoding": "identity", "user-agent": AGENT}
        return {"accept": "*/*", **given, **own, "connection": "close"}

    def _exchange(self, prepared: httpx.Request, host: str) -> Response:
        started = time.monotonic()
        # A transport for each call: a kept connection could serve another name that shares the address.
        with httpx.HTTPTransport(verify=_trusted(), trust_env=False, retries=0) as transport:
            try:
                answer = transport.handle_request(prepared)
                try:
                    body = self._body(answer, host, started)
                finally:
                    answer.close()
            except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
                unproved = "CERTIFICATE_VERIFY_FAILED" in str(problem)
                words = "ne prouve pas son identité" if unproved else "ne répond pas"
                raise Unreachable(f"« {host} » {words}.", handed=False) from problem
            except httpx.TransportError as problem:
                late = isinstance(problem, httpx.TimeoutException)
                words = "met trop de temps à répondre" if late else "a coupé la conversation"
                raise Unreachable(f"« {host} » {words}.", handed=True) from problem
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status_code, names, body)

    def _body(self, answer: httpx.Response, host: str, started: float) -> bytes:
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            raise TooLarge(f"« {host} » a répondu sous une forme compressée que nous n’ouvrons pas.")
        read = bytearray()
        for piece in answer.iter_raw():
            read += piece
            if len(read) > self.most:
                raise TooLarge(f"La réponse de « {host} » est trop longue.")
            if time.monotonic() - started > self.deadline:
                raise Unreachable(f"« {host} » met trop de temps à répondre.", handed=True)
        return bytes(read)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities we trust, read once: it takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)


def _name(url: httpx.URL) -> str:
    """The host as it goes on the wire: an international name in its ASCII form."""
    return url.raw_host.decode("ascii").strip("[]")


def _port(url: httpx.URL) -> int:
    return 443 if url.scheme == "https" else 80
