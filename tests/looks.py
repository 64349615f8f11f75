"""A page as people see it: pictures kept, what axe finds, anything wider than the screen; by day and by night."""

import base64
from collections.abc import Sequence
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

_AXE = Axe().axe_script
_FIND = """async (rules) => {
  const asked = {resultTypes: ['violations'], ...(rules.length ? {runOnly: rules} : {})};
  const found = (await axe.run(asked)).violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`);
  const page = document.documentElement;
  return page.scrollWidth === page.clientWidth ? found : [...found, 'wider than the screen'];
}"""
# The night changes colours alone (one block of variables): only the rules that read colours can answer otherwise.
_OF_COLOURS = ("color-contrast", "link-in-text-block")


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds, by all its rules or these, and a page wider than its screen."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_FIND, list(rules))
    return found


def look(page: Page, folder: Path | None, name: str, widths: Sequence[int] = ()) -> None:
    """Asserts that nothing is wrong at these widths (the page's own if none), in light then dark.

    A picture of each is kept in `folder`, if given.
    """
    assert page.viewport_size is not None
    was = page.viewport_size
    for width in widths or (was["width"],):
        if width != page.viewport_size["width"]:
            page.set_viewport_size({"width": width, "height": was["height"]})
        for scheme, rules in (("light", ()), ("dark", _OF_COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if folder is not None:
                keep_picture(page, folder / f"{name}-{width}-{scheme}.png")
            found = violations(page, rules)
            assert not found, f"{name}, {width} px, {scheme}: {found}"
        page.emulate_media(color_scheme="light")


def keep_picture(page: Page, path: Path) -> None:
    """The whole page. Playwright's own way squeezes the file at twice the cost."""
    page.wait_for_load_state()  # right after a tap, the next page has no width yet
    session = page.context.new_cdp_session(page)
    asked = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True}
    path.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", asked)["data"]))
    session.detach()
