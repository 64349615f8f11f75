"""A real IMAP server on this machine (pymap, in a thread), and mails put in it as another program would."""

import asyncio
import imaplib
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "compta@clim.example", "m0tdepasse"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The server's only mailbox."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://compta%40clim.example:{PASSWORD}@127.0.0.1:{self.port}"

    def put(self, *raws: bytes, folder: str = "INBOX", days_ago: float = 0) -> None:
        """With the date that a delivery gives."""
        with self._client() as client:
            at = imaplib.Time2Internaldate(time.time() - days_ago * 86_400)
            for raw in raws:
                kind, said = client.append(folder, "", at, raw)
                assert kind == "OK", said

    def make(self, folder: str) -> None:
        with self._client() as client:
            client.create(folder)

    def make_again(self, folder: str) -> None:
        """A new folder of the same name: another UIDVALIDITY."""
        with self._client() as client:
            client.delete(folder)
            client.create(folder)

    def flags(self) -> list[bytes]:
        with self._client() as client:
            client.select("INBOX", readonly=True)
            return [one for one in client.fetch("1:*", "(FLAGS)")[1] if isinstance(one, bytes)]

    @contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(USER, PASSWORD)
            yield client


@contextmanager
def imap_server() -> Iterator[Mailbox]:
    """Ended with the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield Mailbox(asyncio.run_coroutine_threadsafe(_started(), loop).result(20))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


async def _started() -> int:
    settings: dict[str, Any] = {
        "host": "127.0.0.1", "port": "0", "debug": False, "cert": None, "key": None, "tls": False, "passlib_cfg": None,
        "demo_data": False, "demo_user": USER, "demo_password": PASSWORD, "proxy_protocol": None,
        "inherited_sockets": None,
    }  # fmt: skip
    cheap = BuiltinHash(rounds=1)  # half a million of them otherwise, at each login
    backend, config = await DictBackend.init(Namespace(**settings), hash_context=cheap)
    config.apply_context()
    serve = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
    server = await asyncio.start_server(serve, host="127.0.0.1", port=0)
    return int(server.sockets[0].getsockname()[1])
