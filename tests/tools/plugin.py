"""What must be settled before Django's settings are read: the data folder, the engine, and the law on skips.

Loaded with `-p` (see `pyproject.toml`), so before any conftest. KAYE_TEST_DATABASE chooses `sqlite` (default)
or `postgres`; on PostgreSQL only the tests that touch a database are kept, less those that prove what no engine
can change: in a browser, or marked `one_engine`. With CI=true a skip is a failure.
"""

import gc
import os
import sys
import tempfile
from contextlib import ExitStack

import pytest
from django.conf import settings

from tests.tools.postgres import NoPostgres, throwaway_cluster

ENGINES = ("sqlite", "postgres")
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "database_url", "made_base"})

_run = ExitStack()
_skips: list[str] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Once per run, in the process that starts it: xdist's workers inherit the environment."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    for name in [name for name in os.environ if name.startswith("KAYE_") and not _is_ours(name)]:
        del os.environ[name]
    os.environ["KAYE_HOME"] = _run.enter_context(
        tempfile.TemporaryDirectory(prefix="kaye-tests-", ignore_cleanup_errors=True)
    )
    os.environ["KAYE_SECRET_KEY"] = "only-for-tests-" + "0" * 40
    os.environ.pop("DATABASE_URL", None)
    # The suite starts some hundreds of processes: each reads what the first one compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if engine() == "postgres":
        try:
            os.environ["DATABASE_URL"] = _run.enter_context(throwaway_cluster())
        except NoPostgres as reason:
            raise pytest.UsageError(str(reason)) from None


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Passwords of tests are hashed at once: slowing a thief down is not what they prove."""
    if config.pluginmanager.hasplugin("django"):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    _run.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if engine() == "postgres":
        others = [item for item in items if not _depends_on_engine(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _depends_on_engine(item)]


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skips.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skips.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _skips and skip_is_failure() and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _skips:
        return
    verdict = "CI fails on a skip" if skip_is_failure() else "this run proves less than CI asks"
    terminalreporter.section(f"{len(_skips)} SKIPPED: {verdict}", sep="!", red=True, bold=True)
    for nodeid in _skips:
        terminalreporter.line(nodeid)


# Screens ask the base through queries and actions that have tests of their own; on PostgreSQL every address and every
# form is opened by `tests/security`, and these look at orders, searches and counts of queries.
PAGES_ON_BOTH = frozenset({"test_inbox.py", "test_search.py"})


def engine() -> str:
    """`sqlite` or `postgres`, from KAYE_TEST_DATABASE."""
    name = os.environ.get("KAYE_TEST_DATABASE", "sqlite")
    if name not in ENGINES:
        raise pytest.UsageError(f"KAYE_TEST_DATABASE is {name!r}; it can be {' or '.join(ENGINES)}")
    return name


def skip_is_failure() -> bool:
    return os.environ.get("CI") == "true"


def _is_ours(name: str) -> bool:
    return name.startswith(("KAYE_TEST_", "KAYE_HYPOTHESIS_"))


def _depends_on_engine(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_engine") or item.get_closest_marker("browser"):
        return False
    if item.path.parent.name == "web" and item.path.name not in PAGES_ON_BOTH:
        return False
    if item.get_closest_marker("django_db") or item.get_closest_marker("db_both"):
        return True
    return not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
