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
from collections.abc import Iterator
from contextlib import contextmanager
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
  io.write(string.format("P95 %d %d %d\\n", latency:percentile(95), summary.requests, bad))
end
"""


class NoWrk(Exception):
    """The load generator is missing: apt-get install wrk."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`p95` in milliseconds, the middle one of the rounds."""

    p95: float
    requests: int
    bad: int


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    if shutil.which("wrk") is None:
        raise NoWrk("wrk manque : apt-get install wrk")
    sizes, seconds = ((1_000, 10_000), 1) if quick else ((1_000, 100_000, 1_000_000), 3)
    seen: dict[str, list[float]] = {}
    for size in sizes:
        with maker.base(KAYE_NOW=NOW.isoformat()) as base:
            cookie = base.ask("pages", customers=size, due=_DUE)["cookie"]
            with site(base) as (address, pid):
                for name, path in _PATHS.items():
                    read = read_page(base, address, path, cookie, seconds, size)
                    seen.setdefault(name, []).append(read.p95)
                    yield Measure(
                        f"{name}, {size} customers: p95", read.p95, "ms", read.bad == 0 or None, "no failure"
                    )
                memory = _memory(pid)
        yield Measure(
            "two web workers and their parent, memory (what they share, once)",
            memory, "MiB", memory <= 250, "<= 250 MiB",
        )  # fmt: skip
    for name, found in seen.items():
        ratio = found[-1] / found[0]
        yield Measure(f"{name}: p95 at {sizes[-1]} / at {sizes[0]}", ratio, "x", ratio <= 1.3, "<= 1.3")
    yield from _during_a_turn(maker, 2_000 if quick else 20_000, seconds)


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
        path = _PATHS["Clients"]
        with site(base) as (address, _):
            idle = read_page(base, address, path, cookie, seconds, due * 2)
            with base.start("turn") as worker:
                time.sleep(2.0)  # it is at work
                busy = read_page(base, address, path, cookie, seconds, due * 2)
                sent = answer(worker)["sent"]
    ratio = busy.p95 / idle.p95
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


def read_page(base: Base, site: str, path: str, cookie: str, seconds: int, customers: int) -> Reading:
    """32 readers, after a moment that warms the caches; several rounds."""
    script = Path(base.folder) / "p95.lua"
    script.write_text(f'PATH, FIRST, LAST = "{path}", {_DUE + 1}, {customers}\n{_LUA}')
    command = ["wrk", "-t2", f"-c{READERS}", "--timeout", "30s", "-s", str(script), "-H", f"Cookie: {cookie}"]
    subprocess.run([*command, "-d1s", site], capture_output=True, check=True)
    rounds = []
    for _ in range(_ROUNDS):
        out = subprocess.run(
            [*command, f"-d{seconds}s", site], capture_output=True, check=True, text=True
        ).stdout
        said = next(line for line in out.splitlines() if line.startswith("P95"))
        rounds.append([int(each) for each in said.split()[1:]])
    p95, requests, bad = zip(*rounds, strict=True)
    return Reading(statistics.median(p95) / 1000, sum(requests), sum(bad))


def _memory(pid: int) -> float:
    """What this gunicorn and its workers hold of the machine, in MiB: their proportional set sizes, files included."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    held = (Path(f"/proc/{each}/smaps_rollup").read_text().splitlines() for each in (pid, *children))
    return sum(int(line.split()[1]) for lines in held for line in lines if line.startswith("Pss:")) / 1024
