"""Where Chromium is, and the flags it is started with in tests."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

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


def find_chromium() -> str | None:
    """The path of the system's browser, else of the one Playwright has downloaded; None if absent."""
    system = next((path for name in NAMES if (path := shutil.which(name))), None)
    if system:
        return system
    try:
        with sync_playwright() as playwright:
            downloaded = playwright.chromium.executable_path
    except Error:
        return None
    return downloaded if Path(downloaded).exists() else None


if __name__ == "__main__":
    found = find_chromium()
    print(found or "none")
    sys.exit(0 if found else 1)
