"""The demo's post office: takes every e-mail on this machine and keeps it as a file. Nothing leaves.

Run as a process: `python -m kaye.demo.mailbox FD FOLDER`, on a socket that is already bound.
"""

import signal
import socket
import socketserver
import sys
from itertools import count
from pathlib import Path
from types import FrameType

_LONGEST = 10 * 1024 * 1024  # bytes of one message


class _Conversation(socketserver.StreamRequestHandler):
    """Just enough SMTP (RFC 5321) for a sender that behaves."""

    timeout = 60

    def handle(self) -> None:
        self._say("220 kaye demo")
        while line := self.rfile.readline(1000):
            verb = line[:4].strip().upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"EHLO":
                self._say("250-kaye demo", "250-8BITMIME", "250-SMTPUTF8", "250 PIPELINING")
            elif verb == b"DATA":
                self._take()
            else:
                self._say("250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(2000)) and line != b".\r\n":
            size += len(line)
            if size <= _LONGEST:
                lines.append(line[1:] if line.startswith(b"..") else line)
        if size > _LONGEST:
            self._say("552 too long")
            return
        server = self.server
        assert isinstance(server, Mailbox)
        server.keep(b"".join(lines))
        self._say("250 kept")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class Mailbox(socketserver.ThreadingTCPServer):
    """Keeps each message as NNNN.eml in the folder."""

    daemon_threads = True

    def __init__(self, bound: socket.socket, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(bound.getsockname()[:2], _Conversation, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self._folder = folder

    def keep(self, message: bytes) -> None:
        """Write it under the next free number."""
        for number in count(sum(1 for _ in self._folder.glob("*.eml")) + 1):
            try:
                with (self._folder / f"{number:04d}.eml").open("xb") as file:
                    file.write(message)
                return
            except FileExistsError:
                continue


def main() -> None:
    """Serve until SIGTERM."""
    signal.signal(signal.SIGTERM, _end)
    with Mailbox(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])) as mailbox:
        mailbox.serve_forever()


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
