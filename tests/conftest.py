"""Fixtures that every test may ask for. Engine and data folder are settled before, in `tools/plugin.py`."""

import ipaddress
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from kaye.records import migrations
from kaye.records.message_search import make_index
from tests.tools.chromium import FLAGS, driver_works, find_chromium
from tests.tools.plugin import engine
from tests.tools.postgres import drop_database, new_database

THREAD_SECONDS = 10  # for a request in course when the browser closes
# A database and 2 busy cores make single examples slow now and then: no deadline, no health check on speed.
_PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **_PATIENT)
settings.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_PATIENT)
settings.register_profile("nightly", max_examples=2000, print_blob=True, **_PATIENT)
settings.load_profile(
    os.environ.get("KAYE_HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev")
)


@dataclass(frozen=True, slots=True)
class Made:
    """An empty base: the folder, and on PostgreSQL the name of its database."""

    home: Path
    database: str


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine: connecting elsewhere fails the test that tries."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables are those of the last migration: a command in this process has none to run."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for _, name, _ in iter_modules(migrations.__path__):
            recorder.record_applied("records", name)
        make_index(connection)  # no model describes it


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Tables straight from the models: `make check` proves them equal to the migrations, `made_base` runs these."""
    return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests use a file, as in real life: each thread its own connection, WAL, IMMEDIATE."""
    if engine() == "sqlite":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        database = Path(os.environ["KAYE_HOME"]) / f"test-{worker}.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(database)


@pytest.fixture
def database_url(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the chosen engine, for tests that start `kaye` as a process of its own.

    On SQLite it is "", with KAYE_HOME to be set by the test; on PostgreSQL the address of a new database.
    """
    with own_database(tmp_path, request.node.name) as url:
        yield url


@pytest.fixture
def first_environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    """The environment of a `kaye` process with a data folder, and on PostgreSQL a database, of its own: no table."""
    return {**os.environ, "KAYE_HOME": str(tmp_path / "home"), "DATABASE_URL": database_url}


@pytest.fixture(scope="session")
def made_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """An empty base with its tables, as a `kaye` process makes it, to be copied."""
    home = tmp_path_factory.mktemp("made") / "home"
    home.mkdir()
    with own_database(home, "made") as url:
        environment = {**os.environ, "KAYE_HOME": str(home), "DATABASE_URL": url}
        environment["DJANGO_SETTINGS_MODULE"] = "kaye.settings.django"
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, env=environment, check=True)
        yield Made(home, url.rsplit("/", 1)[-1] or "template1")


@pytest.fixture
def kaye_environment(
    made_base: Made, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[dict[str, str]]:
    """As `first_environment`, with the tables already there: making them in every test proves nothing more."""
    home = tmp_path / "home"
    shutil.copytree(made_base.home, home)
    with own_database(tmp_path, request.node.name, made_base.database) as url:
        yield {**os.environ, "KAYE_HOME": str(home), "DATABASE_URL": url}


@pytest.fixture(scope="session")
def _chromium(django_db_setup: None) -> Iterator[Browser]:
    """Closed before the test database goes: a page left open keeps a thread of the live server, and its session."""
    executable = find_chromium()
    if executable is None or not driver_works():
        pytest.skip("no Chromium on this machine")
    # Playwright keeps an event loop in this thread, and Django then refuses the ORM without this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(THREAD_SECONDS)


@pytest.fixture
def browser(_chromium: Browser) -> Iterator[Browser]:
    """The Chromium of the session; what a failed test leaves open in it is closed."""
    yield _chromium
    for context in _chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where a run leaves its screenshots; not committed."""
    folder = Path(__file__).parent.parent / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def own_database(folder: Path, what: str, template: str = "template1") -> Iterator[str]:
    """ "" on SQLite, where the base is a file of KAYE_HOME; on PostgreSQL the address of a new database."""
    if engine() == "sqlite":
        yield ""
        return
    cluster = os.environ["DATABASE_URL"]
    name = re.sub(r"\W+", "_", f"own_{what}_{folder.name}_{os.getpid()}").lower()[-63:]
    yield new_database(cluster, name, template)
    drop_database(cluster, name)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
