"""Workers killed at random while a person pays, disputes and stops: nothing lost, nothing twice, nothing after a stop.

`python -m tests.faults.chaos --seeds 1-20 --messages 600 --db sqlite` (or postgres, which is crashed too).
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from tests.faults.ground import AT, Ground, copy_ground, model_ground
from tests.faults.smtp_server import Faults, SmtpServer
from tests.tools.postgres import FAST, throwaway_cluster

LATER = "2026-06-10T15:30:00+00:00"  # the same morning: what waited for a new try is due again
MARKS_EVERY = 10
CRASHED = (
    *FAST,
    "synchronous_commit=on",
    "full_page_writes=on",
)  # a commit must outlive the crash of the server
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Report:
    """What one run came to. The four first must be 0."""

    lost: int
    duplicated: int
    after_stop: int
    unlisted: int
    sent: int
    uncertain: int
    stopped: int
    kills: int
    restarts: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated or self.after_stop or self.unlisted)


@contextlib.contextmanager
def models(engine: str, messages: int) -> Iterator[Ground]:
    """A filled base to copy; on PostgreSQL in a cluster of its own, because it will be crashed."""
    with tempfile.TemporaryDirectory(prefix="kaye-chaos-") as folder, contextlib.ExitStack() as stack:
        cluster = stack.enter_context(throwaway_cluster(CRASHED)) if engine == "postgres" else ""
        yield stack.enter_context(model_ground(Path(folder) / "home", cluster, messages, MARKS_EVERY))


def run(model: Ground, messages: int, seed: int, kills: int, restarts: int = 0) -> Report:
    """One day of bad luck. `restarts`: crashes of PostgreSQL, spread over the kills."""
    began = time.monotonic()
    faults = Faults(accept_delay=0.005, reply_delay=0.01, lose_rate=0.03, seed=seed)
    with (
        tempfile.TemporaryDirectory(prefix="kaye-chaos-") as folder,
        SmtpServer(faults=faults) as server,
        copy_ground(model, Path(folder) / "home", f"chaos_{seed}") as ground,
    ):
        ground.environment["KAYE_SMTP_URL"] = server.url
        person = _person(ground, seed, messages)
        crashes = _work_and_kill(ground, server, messages, random.Random(seed), kills, restarts)
        stops = [json.loads(line) for line in person.communicate(timeout=120)[0].splitlines()]
        assert person.returncode == 0, "the person's process failed"
        _finish(ground, server)
        return _judge(ground, server, messages, stops, kills, crashes, began)


def _person(ground: Ground, seed: int, messages: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.faults.stops", str(seed), str(messages // 8), str(messages)]
    return subprocess.Popen(command, env=ground.environment, stdout=subprocess.PIPE, text=True)


def _work_and_kill(
    ground: Ground, server: SmtpServer, messages: int, draw: random.Random, kills: int, restarts: int
) -> int:
    """Two workers always at work; one of them dies at a random instant, until `kills` have died."""
    crash_at = set(draw.sample(range(kills), min(restarts, kills))) if ground.url else set()
    alive = [_worker(ground) for _ in range(WORKERS)]
    try:
        for number in range(kills):
            _wait_for_more(server, draw.randint(1, max(1, messages // (2 * kills))))
            time.sleep(draw.uniform(0, 0.1))
            victim = alive.pop(draw.randrange(len(alive)))
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            alive.append(_worker(ground))
            if number in crash_at:
                crash_postgres(ground.url)
    finally:
        for worker in alive:
            worker.send_signal(signal.SIGTERM)
        for worker in alive:
            worker.wait(60)
    return len(crash_at)


def _wait_for_more(server: SmtpServer, count: int) -> None:
    """Until that many more were accepted: a worker that only starts would die for nothing."""
    wanted, deadline = len(server.accepted) + count, time.monotonic() + 8
    while len(server.accepted) < wanted and time.monotonic() < deadline:
        time.sleep(0.005)


def _worker(ground: Ground) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "kaye.cli", "worker"], env={**ground.environment, "KAYE_NOW": AT},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def crash_postgres(url: str) -> None:
    """One of its processes dies by SIGKILL: the server throws everybody out and recovers, as after a crash."""
    with psycopg.connect(url) as base:
        os.kill(base.info.backend_pid, signal.SIGKILL)
    for _ in range(100):
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
            return
        time.sleep(0.1)


def _finish(ground: Ground, server: SmtpServer) -> None:
    """The bad luck is over: two good turns, now and when what was put off is due again."""
    server.faults.lose_rate = 0.0
    for at in (AT, LATER):
        ground.tick(at)


def _judge(
    ground: Ground, server: SmtpServer, messages: int, stops: list[dict[str, object]], kills: int, crashes: int,
    began: float,
) -> Report:  # fmt: skip
    times = Counter(address for message in server.accepted for address in message.recipients)
    everybody = {f"c{n}@client.example" for n in range(1, messages + 1)}
    stopped = {f"c{s['customer']}@client.example" for s in stops if not s["handed"]}
    touched = {f"c{s['customer']}@client.example" for s in stops}
    unsure = set(ground.addresses("uncertain"))
    listed = {str(item["customer"]["email"]) for item in ground.checks(LATER)}
    return Report(
        lost=len(everybody - set(times) - stopped - unsure),
        duplicated=sum(count - 1 for count in times.values()),
        after_stop=len(stopped & set(times)),
        unlisted=len(unsure - listed - touched),
        sent=len(times),
        uncertain=len(unsure),
        stopped=len(stopped),
        kills=kills,
        restarts=crashes,
        seconds=round(time.monotonic() - began, 1),
    )


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Random kills, lost replies and stops, judged")
    parser.add_argument("--seeds", default="1-20", metavar="FIRST-LAST")
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--restarts", type=int, default=2, help="crashes of PostgreSQL")
    parser.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    chosen = parser.parse_args(words)
    first, _, last = chosen.seeds.partition("-")
    bad = 0
    with models(chosen.db, chosen.messages) as model:
        for seed in range(int(first), int(last or first) + 1):
            report = run(model, chosen.messages, seed, chosen.kills, chosen.restarts)
            bad += not report.is_clean
            print(json.dumps({"seed": seed, "db": chosen.db, **asdict(report)}), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
