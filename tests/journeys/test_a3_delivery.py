"""A3: around the promised date, the customer is told what comes, how much to prepare, and when."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import Look
from tests.journeys.moussa import arrive, read
from tests.web.notebook import NOW, Notebook, open_notebook


@pytest.fixture
def notebook(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_notebook()


def test_the_day_before_says_what_how_much_and_when(
    browser: Browser, live_server: LiveServer, notebook: Notebook, width: int, look: Look
) -> None:
    context, page, said = arrive(browser, live_server, notebook.business, width)
    card = page.locator("article", has_text="Mr Étienne")
    assert "Livraison : Tecno" in read(card.inner_text())
    words = read(card.locator(".k-ruled").text_content())
    assert "Bonjour Monsieur Étienne" in words
    assert "Tecno" in words
    assert "32 500 FCFA" in words
    assert "vendredi 5 juin" in words
    link = card.locator("a[href^='https://wa.me/237655443322']").first
    assert "Tecno" in (link.get_attribute("href") or "")
    look(page, "a3-matin")

    page.goto(f"{live_server.url}/commandes/")
    look(page, "a3-commandes")
    page.locator("article, li", has_text="Mr Étienne").first.get_by_role("button", name="Livrée").click()
    assert "livrée" in read(page.locator("#toasts").inner_text())
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("Livraison : Tecno")).to_have_count(0)
    assert said == []
    context.close()
