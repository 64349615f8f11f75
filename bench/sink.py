"""The local sink that accepts everything (postfix smtp-sink, in C), and smtplib's own limit against it."""

import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = ("/usr/sbin/smtp-sink", "/usr/lib/postfix/sbin/smtp-sink")


class NoSink(Exception):
    """smtp-sink cannot be had on this machine."""


def find_sink() -> str:
    """The program: installed, else unpacked from Debian's package without installing it."""
    found = shutil.which("smtp-sink") or next((p for p in _PLACES if Path(p).exists()), None)
    if found:
        return found
    folder = Path(tempfile.mkdtemp(prefix="kaye-sink-"))
    subprocess.run(["apt-get", "download", "postfix"], cwd=folder, check=False, capture_output=True)
    for package in folder.glob("postfix_*.deb"):
        subprocess.run(["dpkg-deb", "-x", package.name, "."], cwd=folder, check=True)
        return str(folder / "usr/sbin/smtp-sink")
    raise NoSink("smtp-sink manque : installez le paquet postfix.")


@contextmanager
def sink() -> Iterator[int]:
    """A running sink; yields its port."""
    port = _free_port()
    command = [find_sink(), "-c", "-R", tempfile.gettempdir()]
    if os.geteuid() == 0:
        command += ["-u", "nobody"]
    process = subprocess.Popen(
        [*command, f"127.0.0.1:{port}", "1000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(5)


def smtplib_limit(port: int, count: int = 6000) -> float:
    """Messages a second of smtplib with one kept connection and ready bytes of about 1.5 kB."""
    body = (
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: essai\r\n\r\n"
        + b"x" * 70
        + b"\r\n" * 2
        + b"y" * 1300
    )
    client = smtplib.SMTP("127.0.0.1", port)
    start = time.perf_counter()
    for _ in range(count):
        client.sendmail("a@b.example", ["c@d.example"], body)
    elapsed = time.perf_counter() - start
    client.quit()
    return count / elapsed


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise NoSink("smtp-sink ne répond pas.")
