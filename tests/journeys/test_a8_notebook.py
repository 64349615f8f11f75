"""A8: people called as they are called, their numbers, who owes what, amounts without decimals."""

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


def test_people_are_written_as_they_are_called(
    browser: Browser, live_server: LiveServer, notebook: Notebook, width: int, look: Look
) -> None:
    context, page, said = arrive(browser, live_server, notebook.business, width)
    for name, phone in (("Mme Jeanne", "677 12 34 57"), ("Mr Paul", "6 99 00 11 44")):
        page.goto(f"{live_server.url}/clients/nouveau/")
        page.get_by_label("Nom").fill(name)
        page.get_by_label("Téléphone").fill(phone)
        page.get_by_label("Note").fill("Paie le vendredi.")
        page.get_by_role("button", name="Ajouter au cahier").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(page.get_by_text("Paie le vendredi.")).to_be_visible()
    page.goto(f"{live_server.url}/clients/")
    for name in ("Mme Jeanne", "Mr Paul", "Tonton Pierre", "Maman Rose"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    look(page, "a8-clients")
    row = page.locator("li", has_text="Tonton Pierre")
    assert "12 000 FCFA" in read(row.inner_text())
    page.get_by_role("link", name="Doit de l’argent").click()
    expect(page.get_by_role("link", name="Mme Jeanne")).to_have_count(0)
    page.goto(f"{live_server.url}/clients/")
    page.get_by_label("Chercher un client").fill("jean")
    expect(page.get_by_role("link", name="Tonton Pierre")).to_have_count(0)
    expect(page.get_by_role("link", name="Mme Jeanne")).to_be_visible()
    page.goto(f"{live_server.url}/recherche/?q=677123457")
    expect(page.get_by_role("link", name="Mme Jeanne")).to_be_visible()
    assert said == []
    context.close()
