"""Shops on a base of their own, worked by real processes: copied from one filled base, read by plain SQL."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql as names

from tests.tools.postgres import drop_database, new_database

AT = "2026-06-10T14:00:00+00:00"  # when `bench.fill` says that its reminders are due: 10 h in Guadeloupe
SLUG = "essai"
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """One base. `environment`: what makes `kaye` use it. `url`: "" on SQLite."""

    environment: dict[str, str]
    home: Path
    url: str = ""

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query; `?` for each value."""
        with self._open() as base:
            return list(base.execute(self._spoken(statement), values).fetchall())

    def say(self, statement: str, *values: Any) -> None:
        """A change, committed."""
        with self._open() as base:
            base.execute(self._spoken(statement), values)
            base.commit()

    def states(self) -> dict[str, int]:
        """How many messages of the outbox are in each state."""
        rows = self.ask("SELECT state, COUNT(*) FROM records_outgoingmessage GROUP BY state")
        return {str(state): int(count) for state, count in rows}

    def addresses(self, state: str) -> list[str]:
        """Whom the messages of that state are for."""
        rows = self.ask("SELECT address FROM records_outgoingmessage WHERE state = ?", state)
        return sorted(str(row[0]) for row in rows)

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        """A `kaye` process; `more` is added to its environment. Its end is the caller's."""
        return subprocess.Popen(
            [sys.executable, "-m", "kaye.cli", *words],
            env={**self.environment, **more}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def kaye(self, *words: str, **more: str) -> Any:
        """Run a command to its end; answers its JSON, or its words. Fails with what it said."""
        process = self.start(*words, **more)
        out, err = process.communicate(timeout=_PATIENCE)
        if process.returncode:
            raise AssertionError(f"kaye {' '.join(words)}: {process.returncode}\n{err[-3000:]}")
        return json.loads(out) if "--json" in words else out

    def tick(self, at: str = AT, **more: str) -> Any:
        return self.kaye("tick", "--business", SLUG, "--at", at, "--json", **more)

    def dies_in_tick(self, point: str, **more: str) -> None:
        """One turn that is killed at this point."""
        process = self.start("tick", "--business", SLUG, "--at", AT, **more, KAYE_KILLPOINT=point)
        _, err = process.communicate(timeout=_PATIENCE)
        assert process.returncode == -signal.SIGKILL, f"{point} never came: {err[-3000:]}"

    def checks(self, at: str = AT) -> list[dict[str, Any]]:
        """The lines of the morning list that ask a person to look."""
        listed = self.kaye("today", "--business", SLUG, "--all", "--at", at, "--json")
        return [item for item in listed["items"] if item["action"] == "check"]

    def wait_for(self, state: str, count: int = 1, seconds: float = 20) -> None:
        """Until that many messages are in that state."""
        deadline = time.monotonic() + seconds
        while self.states().get(state, 0) < count:
            assert time.monotonic() < deadline, f"no {state} message came: {self.states()}"
            time.sleep(0.02)

    @contextmanager
    def _open(self) -> Iterator[Any]:
        if self.url:
            with closing(psycopg.connect(self.url)) as base:
                yield base
            return
        with closing(sqlite3.connect(self.home / "kaye.sqlite3", timeout=20)) as base:
            yield base

    def _spoken(self, statement: str) -> str:
        return statement.replace("?", "%s") if self.url else statement


def environment(home: Path, url: str) -> dict[str, str]:
    """What a `kaye` process needs to use that base; nothing else of ours."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KAYE_") and k != "DATABASE_URL"}
    return {
        **kept, "KAYE_HOME": str(home), "DATABASE_URL": url, "KAYE_SECRET_KEY": "only-for-tests-" + "0" * 40,
        "DJANGO_SETTINGS_MODULE": "kaye.settings.django",
    }  # fmt: skip


def fill_ground(home: Path, url: str, customers: int, marks_every: int) -> Ground:
    """A shop of Guadeloupe; each customer owes one invoice whose reminder leaves by itself at AT."""
    ground = Ground(environment(home, url), home, url)
    command = [sys.executable, "-m", "tests.faults.fill_base", str(customers), str(marks_every)]
    done = subprocess.run(command, env=ground.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-3000:])
    return ground


@contextmanager
def copy_ground(model: Ground, home: Path, name: str) -> Iterator[Ground]:
    """The same shop on a base of its own, thrown away after."""
    shutil.copytree(model.home, home)
    if not model.url:
        yield Ground(environment(home, ""), home)
        return
    cluster = model.url
    own = re.sub(r"\W+", "_", f"ground_{name}_{os.getpid()}").lower()[-63:]
    with psycopg.connect(f"{cluster.rsplit('/', 1)[0]}/postgres", autocommit=True) as base:
        copied = names.SQL("CREATE DATABASE {} TEMPLATE {}")
        base.execute(copied.format(names.Identifier(own), names.Identifier(cluster.rsplit("/", 1)[1])))
        base.execute("CHECKPOINT")  # else a crash takes the copied sequences back below their rows
    url = f"{cluster.rsplit('/', 1)[0]}/{own}"
    yield Ground(environment(home, url), home, url)
    drop_database(f"{cluster.rsplit('/', 1)[0]}/postgres", own)


@contextmanager
def model_ground(home: Path, cluster: str, customers: int, marks_every: int) -> Iterator[Ground]:
    """A filled base to copy from. `cluster`: an address of PostgreSQL, "" for SQLite."""
    if not cluster:
        yield fill_ground(home, "", customers, marks_every)
        return
    name = f"model_{customers}_{marks_every}_{os.getpid()}"
    url = new_database(cluster, name)
    yield fill_ground(home, url, customers, marks_every)
    drop_database(cluster, name)
