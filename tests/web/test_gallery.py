"""Every component in every state, in Chromium: no axe violation, nothing refused by the strict policy."""

from pathlib import Path

from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.looks import look

WIDTHS = (320, 390, 1280)
OPEN_ALL = """() => {
  document.getElementById('volet').showPopover();
  for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }
}"""


def test_gallery(browser: Browser, live_server: LiveServer, settings: Settings, artefacts: Path) -> None:
    settings.DEBUG = True
    looks = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = looks.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto(f"{live_server.url}/_cahier/")
    look(page, artefacts, "cahier", WIDTHS)
    page.evaluate(OPEN_ALL)
    look(page, None, "cahier, open", WIDTHS)
    assert said == []
    looks.close()
