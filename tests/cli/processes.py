"""`kaye` as people start it: a process of its own, spoken to by signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0


def kaye(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        command(*arguments),
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def done(environment: Mapping[str, str], *arguments: str) -> str:
    """What the command printed; it must have gone well."""
    result = kaye(environment, *arguments)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def answer(environment: Mapping[str, str], *arguments: str) -> Any:
    """Its JSON, whatever its exit code."""
    return json.loads(kaye(environment, *arguments, "--json").stdout)


def command(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "kaye.cli", *arguments]


@contextmanager
def started(
    environment: Mapping[str, str], output: Path, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A command that stays; whatever happens, it is ended with its children."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            command(*arguments),
            env=dict(environment),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def interrupt(process: subprocess.Popen[bytes], number: int = signal.SIGINT) -> int:
    """Ctrl-C (or another signal); gives the exit code."""
    process.send_signal(number)
    return process.wait(PATIENCE)


def wait_for(output: Path, words: str) -> str:
    """The output once it holds these words."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = output.read_text(errors="replace") if output.exists() else ""
        if words in said:
            return said
        time.sleep(0.1)
    raise AssertionError(f"« {words} » never came; the output was:\n{said}")


def status_of(url: str) -> int:
    """The HTTP status at this address, once something answers there. Redirections are not followed."""
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with opener.open(url, timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as answered:
            return answered.code
        except (OSError, urllib.error.URLError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def children_of(pid: int) -> dict[int, str]:
    """Its child processes and their command lines, as Linux tells them."""
    found = {}
    for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found[int(each)] = Path(f"/proc/{each}/cmdline").read_text().replace("\0", " ").strip()
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def wait_until_it_listens(pid: int) -> None:
    """Until the process has a handler of its own for SIGTERM: ended before, it could not say goodbye."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        caught = Path(f"/proc/{pid}/status").read_text().split("SigCgt:")[1].split()[0]
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} never listened")


@contextmanager
def taken_port() -> Iterator[int]:
    """A port of this machine that somebody else answers on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
