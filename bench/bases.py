"""Empty bases to measure on, SQLite and PostgreSQL, with durable commits; each measure runs in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.tools.postgres import DURABLE, NoPostgres, drop_database, new_database, throwaway_cluster

ENGINES = ("sqlite", "postgres")
_NUMBERS = count(1)
_EMPTY: list[bytes] = []


class Failed(Exception):
    """A measure ended badly; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Base:
    """One empty base. `environment`: what makes Kayé use it."""

    engine: str
    environment: dict[str, str]
    folder: Path
    extra: dict[str, str] = field(default_factory=dict)

    def ask(self, task: str, **values: Any) -> dict[str, Any]:
        """Run one task of `bench.tasks` in a new process; answers what it measured."""
        with self.start(task, **values) as process:
            return answer(process)

    @contextmanager
    def start(self, task: str, **values: Any) -> Iterator["subprocess.Popen[str]"]:
        """The same without waiting, ended with the block."""
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.tasks", task, json.dumps(values)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **self.environment, **self.extra},
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """What a started task measured. Raises Failed."""
    out, err = process.communicate()
    if process.returncode:
        raise Failed(err[-2000:])
    return dict(json.loads(out.splitlines()[-1]))


@contextmanager
def engines(wanted: tuple[str, ...]) -> Iterator[dict[str, "Maker"]]:
    """What makes bases on each of these engines; one that this machine lacks is left out."""
    makers: dict[str, Maker] = {"sqlite": Maker("sqlite", "")}
    if "postgres" not in wanted:
        yield makers
        return
    try:
        with throwaway_cluster(DURABLE) as url:
            makers["postgres"] = Maker("postgres", url)
            yield {name: makers[name] for name in wanted}
    except NoPostgres as reason:
        print(f"PostgreSQL : absent ({reason})")
        yield {name: makers[name] for name in wanted if name in makers}


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes bases on one engine."""

    engine: str
    url: str

    @contextmanager
    def base(self, **extra: str) -> Iterator[Base]:
        """A new base with its tables, removed after the block."""
        folder = Path(tempfile.mkdtemp(prefix="kaye-bench-"))
        name = f"bench{next(_NUMBERS)}"
        url = new_database(self.url, name) if self.url else ""
        environment = {
            "KAYE_HOME": str(folder),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "kaye.settings.django",
        }
        try:
            base = Base(self.engine, environment, folder, dict(extra))
            self._make(base)
            yield base
        finally:
            if url:
                drop_database(self.url, name)
            shutil.rmtree(folder, ignore_errors=True)

    def _make(self, base: Base) -> None:
        """Its tables; those of the embedded base are made once and copied, nobody measures them."""
        file = base.folder / "kaye.sqlite3"
        if not self.url and _EMPTY:
            file.write_bytes(_EMPTY[0])
            return
        base.ask("make")
        if not self.url:
            _EMPTY.append(file.read_bytes())
