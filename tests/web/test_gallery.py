"""Every component in every state, in Chromium: no axe violation, nothing refused by the strict policy."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

OPEN_ALL = """() => {
  document.getElementById('volet').showPopover();
  for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_gallery(
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    artefacts: Path,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    settings.DEBUG = True
    looks = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = looks.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto(f"{live_server.url}/_cahier/")
    page.screenshot(path=artefacts / f"cahier-{width}-{scheme}.png", full_page=True)
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.evaluate(OPEN_ALL)
    assert _violations(page) == []
    assert said == []
    looks.close()


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
