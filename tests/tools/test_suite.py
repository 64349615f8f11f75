"""The counts of the closing line come from pytest's own report."""

from pathlib import Path

import pytest

from tests.tools.suite import Result, _counted

REPORT = '<testsuites><testsuite tests="10" failures="{f}" errors="{e}" skipped="{s}"/></testsuites>'


@pytest.mark.parametrize(
    ("failures", "errors", "skipped", "code", "expected"),
    [
        (0, 0, 0, 0, (10, 0, 0)),
        (2, 1, 0, 1, (7, 3, 0)),
        (0, 0, 2, 0, (8, 0, 2)),
        (0, 0, 2, 1, (8, 1, 2)),  # a skip where skips are refused
    ],
)
def test_counts(
    tmp_path: Path, failures: int, errors: int, skipped: int, code: int, expected: tuple[int, int, int]
) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(REPORT.format(f=failures, e=errors, s=skipped))
    assert _counted("run", report, code, 1.0) == Result("run", *expected, 1.0)


def test_a_run_that_died_without_a_report_is_a_failure(tmp_path: Path) -> None:
    assert _counted("run", tmp_path / "none.xml", 3, 1.0) == Result("run", 0, 1, 0, 1.0)


def test_no_test_found_is_a_failure(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text('<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0"/></testsuites>')
    assert _counted("run", report, 5, 1.0).failed == 1
