"""The pinned files hold every library of pyproject.toml, each by hash, and no address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = {
    "requirements.txt": RUN + EXTRAS["build"],
    "requirements-dev.txt": RUN + EXTRAS["build"] + EXTRAS["dev"],
    "requirements-postgres.txt": PROJECT["dependency-groups"]["postgres"],
}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()


@pytest.mark.parametrize("file", WANTED)
def test_each_library_is_pinned_by_hash_without_an_address(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    assert "--index" not in text and "--find-links" not in text

    entries = text.replace("\\\n", " ").splitlines()
    pinned = {_name(entry) for entry in entries if "==" in entry and "--hash=sha256:" in entry}
    assert len(pinned) == len([entry for entry in entries if entry.strip()])
    assert {_name(wanted) for wanted in WANTED[file]} <= pinned


def test_the_same_version_is_run_and_tested() -> None:
    run, dev = ((ROOT / file).read_text() for file in ("requirements.txt", "requirements-dev.txt"))
    pins = re.findall(r"^\S+==\S+", run, re.MULTILINE)
    assert pins and [pin for pin in pins if pin not in dev] == []
