"""The `browser` fixture drives the machine's Chromium."""

from playwright.sync_api import Browser


def test_the_browser_shows_french_text(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content("<title>Cahier</title><p>« 3 relances à faire aujourd’hui »</p>")
    assert page.title() == "Cahier"
    assert page.locator("p").inner_text() == "« 3 relances à faire aujourd’hui »"
    page.close()
