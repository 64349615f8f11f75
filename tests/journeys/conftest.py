"""What every story shares: the phone and the desk, and a look at each page in both schemes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.looks import look as look_at

Look = Callable[[Page, str], None]


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """Pixels: the phone in one hand, the desk."""
    return int(request.param)


@pytest.fixture
def look(artefacts: Path) -> Look:
    """look(page, name): a picture kept, no wider than the screen, axe finds nothing, light then dark."""

    def looked(page: Page, name: str) -> None:
        look_at(page, artefacts, name)

    return looked
