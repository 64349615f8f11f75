"""Where Chromium is, whether Playwright can drive it, and the flags it is started with in tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# No sandbox: tests run as root in CI, on our own pages only. The rest keeps it off the network and quiet.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DRIVER_SECONDS = 60
# For pages whose requests a test looks at or answers itself: a service worker would send them in its own name.
NO_WORKER = "delete Navigator.prototype.serviceWorker"


def find_chromium() -> str | None:
    """The path of the system's browser, else of the one Playwright has downloaded; None if absent."""
    system = next((path for name in NAMES if (path := shutil.which(name))), None)
    if system:
        return system
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    downloaded = sorted(cache.glob("chromium*/chrome-*/*")) if cache.is_dir() else []
    return next((str(p) for p in downloaded if p.name in ("chrome", "headless_shell")), None)


def driver_works() -> bool:
    """Playwright's own driver needs a system library (libatomic) that a bare Debian lacks."""
    command = (sys.executable, "-m", "playwright", "--version")
    return subprocess.run(command, capture_output=True, timeout=DRIVER_SECONDS, check=False).returncode == 0


if __name__ == "__main__":
    found = find_chromium() if driver_works() else None
    print(found or "none")
    sys.exit(0 if found else 1)
