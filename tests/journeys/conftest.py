"""What every story shares: the phone and the desk, and a look at each page in both schemes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

Look = Callable[[Page, str], None]
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """Pixels: the phone in one hand, the desk."""
    return int(request.param)


@pytest.fixture
def look(artefacts: Path) -> Look:
    """look(page, name): a picture kept, no wider than the screen, axe finds nothing, light then dark."""

    def looked(page: Page, name: str) -> None:
        assert page.viewport_size is not None
        wide = page.viewport_size["width"]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=artefacts / f"{name}-{wide}-{scheme}.png", full_page=True)
            found = Axe().run(page).response["violations"]
            assert [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found] == [], name
            assert page.evaluate(_OVER) == 0, name
        page.emulate_media(color_scheme="light")

    return looked
