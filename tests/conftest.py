"""Fixtures that every test may ask for. Engine and data folder are settled before, in `tools/plugin.py`."""

import ipaddress
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.tools.chromium import FLAGS, driver_works, find_chromium
from tests.tools.plugin import engine
from tests.tools.postgres import drop_database, new_database

# A database and 2 busy cores make single examples slow now and then: no deadline, no health check on speed.
_PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **_PATIENT)
settings.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_PATIENT)
settings.register_profile("nightly", max_examples=2000, print_blob=True, **_PATIENT)
settings.load_profile(
    os.environ.get("KAYE_HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev")
)


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
    if engine() == "sqlite":
        yield ""
        return
    cluster = os.environ["DATABASE_URL"]
    name = re.sub(r"\W+", "_", f"own_{request.node.name}_{tmp_path.name}_{os.getpid()}").lower()[-63:]
    yield new_database(cluster, name)
    drop_database(cluster, name)


@pytest.fixture
def kaye_environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    """The environment of a `kaye` process with a data folder, and on PostgreSQL a database, of its own."""
    return {**os.environ, "KAYE_HOME": str(tmp_path / "home"), "DATABASE_URL": database_url}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; open a context of it per test."""
    executable = find_chromium()
    if executable is None or not driver_works():
        pytest.skip("no Chromium on this machine")
    # Playwright keeps an event loop in this thread, and Django then refuses the ORM without this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where a run leaves its screenshots; not committed."""
    folder = Path(__file__).parent.parent / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
