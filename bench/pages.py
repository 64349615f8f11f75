"""(c) Pages: what 32 readers wait for, at 1 000, 100 000 and 1 000 000 customers, and while a turn is running."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.bases import Base, Maker, answer
from bench.instant import NOW
from bench.report import Measure
from bench.sink import sink

TITLE = "Pages"
READERS = 32
_ROUNDS = 5  # each with new connections: how they fall on the two processes is chance
_DUE = 200
_LUA = """request = function() return wrk.format("GET", (PATH:gsub("ANY", math.random(FIRST, LAST)))) end
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  if summary.requests == 0 then bad = 1 end
  io.write(string.format("P95 %d %d\\n", latency:percentile(95), bad))
end
"""


class NoWrk(Exception):
    """The load generator is missing: apt-get install wrk."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`p95` in milliseconds, the middle one of the rounds."""

    p95: float
    bad: int


@dataclass(frozen=True, slots=True)
class Served:
    """A base of `customers` being served at `url` by `process`, to a person who has `cookie`."""

    base: Base
    customers: int
    url: str
    process: int
    cookie: str


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    if shutil.which("wrk") is None:
        raise NoWrk("wrk manque : apt-get install wrk")
    sizes, seconds = ((1_000, 10_000), 2) if quick else ((1_000, 100_000, 1_000_000), 3)
    with ExitStack() as open_:
        all_served = [open_.enter_context(_filled(maker, size)) for size in sizes]
        for name, path in _PATHS.items():
            found = _in_turn(all_served, path, seconds)
            for served, read in zip(all_served, found, strict=True):
                what = f"{name}, {served.customers} customers: p95"
                yield Measure(what, read.p95, "ms", read.bad == 0 or None, "no failure")
            ratio = found[-1].p95 / max(found[0].p95, 1)
            what = f"{name}: p95 at {sizes[-1]} / at {sizes[0]}"
            yield Measure(what, ratio, "x", ratio <= 1.3, "<= 1.3")
        for served in all_served:
            memory = _memory(served.process)
            what = f"two web workers and their parent, {served.customers} customers: memory"
            yield Measure(what, memory, "MiB", memory <= 250, "<= 250 MiB")
    yield from _during_a_turn(maker, 2_000 if quick else 20_000, seconds)


@contextmanager
def _filled(maker: Maker, customers: int) -> Iterator[Served]:
    """A new business of that size, served."""
    with maker.base(KAYE_NOW=NOW.isoformat()) as base:
        cookie = base.ask("pages", customers=customers, due=_DUE)["cookie"]
        with site(base) as (url, process):
            yield Served(base, customers, url, process, cookie)


_PATHS = {
    "Aujourd'hui": "/",
    "Clients": "/clients/",
    "One customer": "/clients/ANY/",  # each time another, among those with nothing due
    "Search": "/recherche/?q=bellance7",
}


def _during_a_turn(maker: Maker, due: int, seconds: int) -> Iterator[Measure]:
    """The same reading, idle, then beside a worker that sends everything that is due."""
    with (
        sink() as port,
        maker.base(KAYE_NOW=NOW.isoformat(), KAYE_SMTP_URL=f"smtp://127.0.0.1:{port}") as base,
    ):
        cookie = base.ask("pages", customers=due * 2, due=due, phones=False)["cookie"]
        with site(base) as (url, process):
            served = Served(base, due * 2, url, process, cookie)
            idle = _in_turn([served], _PATHS["Clients"], seconds)[0]
            with base.start("turn") as worker:
                time.sleep(2.0)  # it is at work
                busy = _read(served, _PATHS["Clients"], 2 * seconds)
                sent = answer(worker)["sent"]
    ratio = busy.p95 / max(idle.p95, 1)
    yield Measure(f"Clients, p95 during a turn of {sent} messages / idle", ratio, "x", ratio <= 2, "<= 2")


@contextmanager
def site(base: Base) -> Iterator[tuple[str, int]]:
    """The site as `kaye web` runs it; yields its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, **base.environment, **base.extra, "KAYE_WEB_WORKERS": "2"}
    command = [sys.executable, "-m", "kaye.cli", "web", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/connexion/")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("le site ne répond pas")


def read_page(base: Base, address: str, path: str, cookie: str, seconds: int, customers: int) -> Reading:
    """32 readers, after a moment that warms the caches; several rounds of that many seconds."""
    return _in_turn([Served(base, customers, address, 0, cookie)], path, seconds)[0]


def _in_turn(all_served: Sequence[Served], path: str, seconds: int) -> list[Reading]:
    """Every round reads them all: what else this machine does meanwhile falls on all alike."""
    rounds: list[list[Reading]] = [[] for _ in all_served]
    for served in all_served:
        _read(served, path, 1)
    for _ in range(_ROUNDS):
        for served, found in zip(all_served, rounds, strict=True):
            found.append(_read(served, path, seconds))
    return [_middle(found) for found in rounds]


def _middle(rounds: Sequence[Reading]) -> Reading:
    return Reading(statistics.median(each.p95 for each in rounds), sum(each.bad for each in rounds))


def _read(served: Served, path: str, seconds: int) -> Reading:
    """32 readers at once."""
    script = Path(served.base.folder) / "p95.lua"
    script.write_text(f'PATH, FIRST, LAST = "{path}", {_DUE + 1}, {served.customers}\n{_LUA}')
    command = ["wrk", "-t2", f"-c{READERS}", "--timeout", "30s", "-s", str(script), f"-d{seconds}s"]
    out = subprocess.run(
        [*command, "-H", f"Cookie: {served.cookie}", served.url], capture_output=True, check=True, text=True
    ).stdout
    said = next(line for line in out.splitlines() if line.startswith("P95"))
    p95, bad = said.split()[1:]
    return Reading(int(p95) / 1000, int(bad))


def _memory(pid: int) -> float:
    """What this gunicorn and its workers hold of the machine, in MiB: their own pages, what they share counted once,
    and the files of programs that are in memory."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    held = files = 0
    for each in (pid, *children):
        said = dict(
            line.split()[:2] for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()[1:]
        )
        held += int(said["Pss_Anon:"]) + int(said["Pss_Shmem:"])
        files = max(files, int(said["Rss:"]) - int(said["Anonymous:"]))
    return (held + files) / 1024
