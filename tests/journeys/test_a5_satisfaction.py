"""A5: some days after the purchase we ask; a complaint stops the money reminders."""

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


def test_asked_after_the_purchase_and_a_complaint_stops_the_money(
    browser: Browser,
    live_server: LiveServer,
    notebook: Notebook,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    look: Look,
) -> None:
    monkeypatch.setenv("KAYE_NOW", "2026-06-02T08:00:00+01:00")  # five days after his oil
    context, page, said = arrive(browser, live_server, notebook.business, width)
    card = page.locator("article", has_text="Tonton Pierre")
    assert "Demande d’avis : 2 Huile 5 L" in read(card.inner_text())
    look(page, "a5-matin")

    monkeypatch.setenv("KAYE_NOW", NOW)
    page.goto(f"{live_server.url}/clients/{notebook.pierre.pk}/")
    page.get_by_role("button", name="Noter").click()
    page.get_by_role("dialog").get_by_role("button", name="N’est pas d’accord").click()
    assert "Les relances sont arrêtées." in read(page.locator("#toasts").inner_text())
    expect(page.get_by_text("Pas d’accord").first).to_be_visible()
    look(page, "a5-fiche")
    page.goto(f"{live_server.url}/")
    expect(page.locator("article", has_text="Tonton Pierre")).to_have_count(0)
    page.goto(f"{live_server.url}/clients/{notebook.pierre.pk}/")
    page.get_by_role("button", name="Reprendre maintenant").click()
    page.goto(f"{live_server.url}/")
    expect(page.locator("article", has_text="Tonton Pierre")).to_have_count(1)
    assert said == []
    context.close()
