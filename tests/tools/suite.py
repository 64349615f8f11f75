"""Runs every check and says in one plain last line how many passed and failed.

`python -m tests.tools.suite` for all (`make test`), `--static` for what needs no test run (`make check`).
Every step runs even when an earlier one fails: one run shows all there is to mend. Exit code 1 if any failed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.tools.obtain import obtain_chromium, obtain_postgres
from tests.tools.plugin import ENGINES

ARTEFACTS = Path("artefacts")
BIN = Path(sys.executable).parent
DJANGO = (sys.executable, "-m", "django")
STATIC_STEPS = (
    ("ruff check", (str(BIN / "ruff"), "check", "--quiet", ".")),
    ("ruff format", (str(BIN / "ruff"), "format", "--quiet", "--check", ".")),
    ("import-linter", (str(BIN / "lint-imports"), "--no-cache", "--no-logo")),
    ("mypy", (str(BIN / "mypy"), "--no-error-summary")),
    ("migrations", (*DJANGO, "makemigrations", "--check", "--dry-run")),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What one step came to. A static check counts as one; a test run counts its tests."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true", help="only linters, types, layers and migrations")
    static_only = parser.parse_args().static
    with tempfile.TemporaryDirectory(prefix="kaye-checks-") as home:
        results = [_check(name, command, home) for name, command in STATIC_STEPS]
    if not static_only:
        results += _test_runs()
    return _report(results)


def _check(name: str, command: Iterable[str], home: str) -> Result:
    print(f"== {name}", flush=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kaye.settings.django", "KAYE_HOME": home}
    environment.pop("DATABASE_URL", None)
    began = time.monotonic()
    code = subprocess.run(tuple(command), env=environment, check=False).returncode
    return Result(name, int(code == 0), int(code != 0), 0, time.monotonic() - began)


def _test_runs() -> list[Result]:
    """The whole suite on SQLite, then what touches a database again on PostgreSQL."""
    obtain_chromium()
    engines = ENGINES if obtain_postgres() else ("sqlite",)
    results = [_pytest(engine) for engine in engines]
    if "postgres" not in engines:
        must_fail = os.environ.get("CI") == "true"
        results.append(Result("pytest on postgres: SKIPPED, no PostgreSQL", 0, int(must_fail), 1, 0.0))
    return results


def _pytest(engine: str) -> Result:
    print(f"== pytest on {engine}", flush=True)
    report = ARTEFACTS / f"junit-{engine}.xml"
    report.unlink(missing_ok=True)
    workers = os.environ.get("KAYE_TEST_WORKERS", "2")
    command = (sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", "--durations=10")
    environment = {**os.environ, "KAYE_TEST_DATABASE": engine}
    began = time.monotonic()
    done = subprocess.run((*command, f"--junitxml={report}"), env=environment, check=False)
    return _counted(f"pytest on {engine}", report, done.returncode, time.monotonic() - began)


def _counted(name: str, report: Path, code: int, seconds: float) -> Result:
    """Counts of pytest's own report. A run that fails without a failed test (crash, skip) is one failure."""
    total = failed = skipped = 0
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            total += int(suite.get("tests", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
    if code != 0 and failed == 0:
        return Result(name, total - skipped, 1, skipped, seconds)
    return Result(name, total - failed - skipped, failed, skipped, seconds)


def _report(results: list[Result]) -> int:
    print("== in short")
    for result in results:
        verdict = "FAILED" if result.failed else "ok"
        counts = f"{result.passed} passed, {result.failed} failed, {result.skipped} skipped"
        print(f"   {verdict:6} {result.name:16} {counts} in {result.seconds:.1f} s")
    passed, failed, skipped = (
        sum(getattr(result, field) for result in results) for field in ("passed", "failed", "skipped")
    )
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    ARTEFACTS.mkdir(exist_ok=True)
    sys.exit(main())
