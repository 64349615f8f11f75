"""A3: around the promised date, the customer is told what comes, how much to prepare, and when."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.journeys.moussa import arrive, read
from tests.web.notebook import NOW, Notebook, open_notebook


@pytest.fixture
def notebook(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_notebook()


def test_the_day_before_says_what_how_much_and_when(
    browser: Browser, live_server: LiveServer, notebook: Notebook
) -> None:
    context, page, said = arrive(browser, live_server, notebook.business)
    card = page.locator("article", has_text="Mr Étienne")
    assert "Livraison : Tecno" in read(card.inner_text())
    words = read(card.locator(".k-ruled").text_content())
    assert "Bonjour Monsieur Étienne" in words
    assert "Tecno" in words
    assert "32 500 FCFA" in words
    assert "vendredi 5 juin" in words
    link = card.locator("a[href^='https://wa.me/237655443322']").first
    assert "Tecno" in (link.get_attribute("href") or "")
    assert said == []
    context.close()
