"""A2: seven days after the sale, what was bought and what is left, partial payments counted."""

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


def test_the_reminder_follows_the_balance(
    browser: Browser,
    live_server: LiveServer,
    notebook: Notebook,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    look: Look,
) -> None:
    monkeypatch.setenv("KAYE_NOW", "2026-06-03T08:00:00+01:00")  # six days after the sale of the 28th of May
    context, page, said = arrive(browser, live_server, notebook.business, width)
    page.goto(f"{live_server.url}/clients/{notebook.pierre.pk}/")
    planned = page.locator("li", has_text="WhatsApp : relance").first
    assert "jeu. 4" in read(planned.inner_text())
    assert "Parce que le reste de 2 Huile 5 L est à payer" in read(planned.inner_text())

    look(page, "a2-fiche")

    monkeypatch.setenv("KAYE_NOW", NOW)
    page.get_by_role("link", name="Encaisser").click()
    page.get_by_label("Reçu", exact=True).fill("5 000")
    page.get_by_text("Mobile money").click()
    page.get_by_role("button", name="Noter ce paiement").click()
    assert "5 000 FCFA reçus, reste 7 000 FCFA." in read(page.locator("#toasts").inner_text())

    page.goto(f"{live_server.url}/")
    card = page.locator("article", has_text="Tonton Pierre")
    words = read(card.locator(".k-ruled").text_content())
    assert "2 Huile 5 L" in words
    assert "7 000 FCFA" in words
    assert "12 000" not in words
    look(page, "a2-matin")
    page.goto(f"{live_server.url}/clients/{notebook.pierre.pk}/paiement/")
    page.get_by_label("Reçu", exact=True).fill("7000")
    page.get_by_role("button", name="Noter ce paiement").click()
    assert "tout est payé" in read(page.locator("#toasts").inner_text())
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("le reste de 2 Huile 5 L")).to_have_count(0)
    assert said == []
    context.close()
