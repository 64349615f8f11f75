"""The plug-in's own rules, seen from a test and from a small run of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SAMPLE = """
import pytest

def test_without_database():
    assert 1 + 1 == 2

@pytest.mark.django_db
def test_with_database():
    assert 1 + 1 == 2

def test_skipped():
    pytest.skip("to see what a skip does")
"""


def _run(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -p tests.tools.plugin -p no:django\nmarkers =\n    django_db\n"
    )
    inherited = {
        k: v for k, v in os.environ.items() if k not in ("CI", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS")
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**inherited, "PYTHONPATH": str(ROOT), "KAYE_TEST_DATABASE": "sqlite", **environment},
        cwd=tmp_path,
        check=False,
    )


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_skip_is_loud_and_fails_in_ci(tmp_path: Path, ci: str, code: int) -> None:
    done = _run(tmp_path, CI=ci)
    assert "1 SKIPPED" in done.stdout
    assert done.returncode == code


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    done = _run(tmp_path, KAYE_TEST_DATABASE="oracle")
    assert done.returncode == 4
    assert "it can be sqlite or postgres" in done.stderr


def test_the_data_folder_is_the_run_s_own() -> None:
    assert Path(os.environ["KAYE_HOME"]).name.startswith("kaye-tests-")


def test_a_test_can_t_reach_beyond_this_machine() -> None:
    # 192.0.2.0/24 is set aside for documentation (RFC 5737): nobody answers there.
    with socket.socket() as probe, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        probe.connect(("192.0.2.1", 80))
