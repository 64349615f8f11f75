"""An SMTP server that fails on demand and remembers what it really accepted.

In a test: `with SmtpServer() as server: … server.url … server.accepted … server.faults.lose_reply = 3`.
As a process that outlives a killed worker: `python -m tests.faults.smtp_server --port 0 --log FILE`;
it prints « listening PORT » and writes the Message-ID of each accepted message to FILE, with fsync,
before the reply leaves: FILE is the truth about what was delivered.
"""

import argparse
import contextlib
import os
import random
import re
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that the server took: its envelope and its bytes as received, dots unstuffed."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass(slots=True)
class Faults:
    """What goes wrong, changed at any time. Counters say how many times more; delays are in seconds.

    `refuse` gives a code per recipient (550, 450…), `refuse_data` a code in answer to the next final
    dots, `refuse_sender` one to MAIL. `lose_rate` loses that part of the replies, drawn from `seed`.
    `garble_reply` answers the dot with something that is no SMTP; `silent` accepts, then says nothing
    for that long. `pipelining` is announced or not; `data_for_nobody` answers 354 to DATA even when
    every recipient was refused.
    """

    accept_delay: float = 0.0
    reply_delay: float = 0.0
    drop_at_connect: int = 0
    drop_before_data: int = 0
    drop_in_body: int = 0
    lose_reply: int = 0
    lose_rate: float = 0.0
    garble_reply: int = 0
    silent: float = 0.0
    refuse: dict[str, int] = field(default_factory=dict)
    refuse_sender: int = 0
    refuse_data: list[int] = field(default_factory=list)
    close_after: int = 0
    seed: int = 0
    pipelining: bool = True
    data_for_nobody: bool = False


class _Gone(Exception):
    """The server hangs up, on purpose or because the client left."""


class SmtpServer:
    """Listens on loopback; one thread per connection."""

    def __init__(self, port: int = 0, faults: Faults | None = None, log: Path | None = None) -> None:
        self.port = port
        self.faults = faults or Faults()
        self.accepted: list[Accepted] = []
        self.connections = 0
        self._log = log
        self._random = random.Random(self.faults.seed)
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """The value for KAYE_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """The Message-ID of each accepted message, in order, doubles included."""
        return [message.message_id for message in self.accepted]

    def start(self) -> None:
        """Listen (again, on the same port, after `go_down`)."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept_all, args=(listener,), daemon=True).start()

    def go_down(self) -> None:
        """Refuse connections and cut the open ones, until `start`."""
        listener, self._listener = self._listener, None
        if listener is not None:
            _hang_up(listener)
        with self._lock:
            cut = list(self._open)
        for connection in cut:
            _hang_up(connection)

    def __enter__(self) -> "SmtpServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.go_down()

    def _accept_all(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not self._spend("drop_at_connect"):
                _Dialogue(self, connection).run()
        except (OSError, _Gone):
            pass  # either side may leave at any moment: that is what this server is for
        finally:
            with self._lock:
                self._open.discard(connection)
            _hang_up(connection)

    def _spend(self, fault: str) -> bool:
        """Whether this fault strikes now; it is used up by one."""
        with self._lock:
            left = getattr(self.faults, fault)
            if left > 0:
                setattr(self.faults, fault, left - 1)
            return left > 0

    def _reply_is_lost(self) -> bool:
        if self._spend("lose_reply"):
            return True
        with self._lock:
            return self._random.random() < self.faults.lose_rate

    def _keep(self, message: Accepted) -> None:
        with self._lock:
            self.accepted.append(message)
            if self._log is not None:
                _append(self._log, message.message_id)


class _Dialogue:
    """One connection, from the greeting on."""

    def __init__(self, server: SmtpServer, connection: socket.socket) -> None:
        self._server = server
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._sender = ""
        self._recipients: list[str] = []
        self._taken = 0

    def run(self) -> None:
        self._say("220 fault.test ESMTP")
        while True:
            line = self._line().decode("utf-8", "replace").rstrip("\r\n")
            verb = line[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb, line)

    def _answer(self, verb: str, line: str) -> None:
        match verb:
            case "EHLO":
                pipelining = "250-PIPELINING\r\n" if self._server.faults.pipelining else ""
                self._say(f"250-fault.test\r\n{pipelining}250 8BITMIME")
            case "HELO":
                self._say("250 fault.test")
            case "MAIL":
                self._mail(_address(line))
            case "RCPT":
                self._rcpt(_address(line))
            case "DATA":
                self._data()
            case "RSET":
                self._forget()
                self._say("250 forgotten")
            case "NOOP":
                self._say("250 here")
            case _:
                self._say("502 not here")

    def _mail(self, sender: str) -> None:
        if code := self._server.faults.refuse_sender:
            self._say(f"{code} sender not accepted")
            return
        self._forget()
        self._sender = sender
        self._say("250 ok")

    def _rcpt(self, recipient: str) -> None:
        if code := self._server.faults.refuse.get(recipient):
            self._say(f"{code} no such mailbox")
            return
        self._recipients.append(recipient)
        self._say("250 ok")

    def _data(self) -> None:
        if not self._recipients and not self._server.faults.data_for_nobody:
            self._say("503 no recipient")
            return
        if self._server._spend("drop_before_data"):
            raise _Gone
        self._say("354 go on")
        if self._server._spend("drop_in_body"):
            self._line()
            raise _Gone
        data = self._body()
        faults = self._server.faults
        time.sleep(faults.accept_delay)
        if faults.refuse_data:
            self._say(f"{faults.refuse_data.pop(0)} not this message")
            return
        self._take(data)

    def _take(self, data: bytes) -> None:
        """Accept for good, then perhaps fail to say so."""
        found = _MESSAGE_ID.search(data)
        message_id = found[1].decode() if found else ""
        self._server._keep(Accepted(message_id, self._sender, tuple(self._recipients), data))
        self._forget()
        faults = self._server.faults
        time.sleep(faults.reply_delay + faults.silent)
        if self._server._reply_is_lost():
            raise _Gone
        self._say("so it is" if self._server._spend("garble_reply") else f"250 2.0.0 queued as {len(data):x}")
        self._taken += 1
        if self._taken == faults.close_after:
            raise _Gone

    def _body(self) -> bytes:
        lines = []
        while (line := self._line()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _forget(self) -> None:
        self._sender, self._recipients = "", []

    def _line(self) -> bytes:
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            raise _Gone
        return line

    def _say(self, words: str) -> None:
        self._connection.sendall(words.encode() + b"\r\n")


def _address(line: str) -> str:
    found = re.search(r"<([^>]*)>", line)
    return found[1] if found else ""


def _hang_up(connection: socket.socket) -> None:
    """`shutdown` wakes a thread that waits on it; `close` alone would not."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _append(log: Path, line: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def main(arguments: list[str]) -> None:
    """Serve until a signal ends the process."""
    parser = argparse.ArgumentParser(description="SMTP server that fails on demand")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True, help="one accepted Message-ID a line")
    parser.add_argument("--accept-delay", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--reply-delay", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--lose-rate", type=float, default=0.0, help="part of the replies that are lost")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--refuse", action="append", default=[], metavar="ADDRESS=CODE")
    chosen = parser.parse_args(arguments)
    faults = Faults(
        accept_delay=chosen.accept_delay,
        reply_delay=chosen.reply_delay,
        lose_rate=chosen.lose_rate,
        seed=chosen.seed,
        refuse={address: int(code) for address, _, code in (item.rpartition("=") for item in chosen.refuse)},
    )
    with SmtpServer(chosen.port, faults, chosen.log) as server:
        print(f"listening {server.port}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
