"""A7: « 3 relances à faire aujourd'hui », one tap on WhatsApp, the text is already written, five minutes in all."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import OutgoingMessage
from tests.journeys.moussa import arrive
from tests.looks import look
from tests.web.notebook import NOW, Notebook, customer, open_notebook, sell


@pytest.fixture
def notebook(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_notebook()
    with scope(business=shop.business):
        paul = customer(shop.business, "Mr Paul", "677123456")
        sell(shop.business, paul, "credit", "Fer à repasser", 1, 15_000, date(2026, 5, 28))
    return shop


@pytest.mark.parametrize("width", [390, 1280])
def test_three_taps_and_it_is_done(
    browser: Browser, live_server: LiveServer, notebook: Notebook, artefacts: Path, width: int
) -> None:
    context, page, said = arrive(browser, live_server, notebook.business, width)
    expect(page.get_by_role("heading", level=1)).to_have_text("3 relances à faire aujourd’hui")
    page.screenshot(path=artefacts / f"a7-matin-{width}.png", full_page=True)
    for left in (2, 1, 0):
        card = page.locator("article").first
        name = card.locator("b").first.inner_text()
        with context.expect_page() as opened:
            card.get_by_role("link", name="Envoyer sur WhatsApp").first.click()
        link = unquote(opened.value.url)
        assert re.match(r"https://wa\.me/2376\d{8}\?text=Bonjour", link)
        opened.value.close()
        expect(page.get_by_text(f"{name} : envoyée ?")).to_be_visible()
        page.get_by_role("button", name="Oui").click()
        title = f"{left} relance" if left else "C’est fait pour ce matin"
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(page.locator("#toasts")).to_contain_text(f"{name} : envoyée.")
    with scope(business=notebook.business):
        assert OutgoingMessage.objects.filter(state="sent").count() == 3
    assert said == []
    context.close()


def test_without_script_the_same_three_taps(
    browser: Browser, live_server: LiveServer, notebook: Notebook
) -> None:
    context, page, _ = arrive(browser, live_server, notebook.business, 390, script=False)
    for _ in range(3):
        page.get_by_role("button", name="C’est envoyé").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait pour ce matin")
    with scope(business=notebook.business):
        assert OutgoingMessage.objects.filter(state="sent").count() == 3
    context.close()


def test_not_sent_comes_back_and_later_holds(
    browser: Browser, live_server: LiveServer, notebook: Notebook
) -> None:
    context, page, said = arrive(browser, live_server, notebook.business, 390)
    with context.expect_page() as opened:
        page.locator("article").first.get_by_role("link", name="Envoyer sur WhatsApp").first.click()
    opened.value.close()
    page.get_by_role("button", name="Non").click()
    expect(page.get_by_text("envoyée ?")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("3 relances à faire aujourd’hui")
    paul = page.locator("article", has_text="Mr Paul")
    paul.locator("summary").click()
    paul.get_by_role("button", name="Plus tard").click()
    page.get_by_role("dialog").get_by_role("link", name=re.compile("Promet de payer")).click()
    page.get_by_text("Demain, ven. 5 juin").click()
    page.get_by_role("button", name="Noter la promesse").click()
    expect(page.locator("#toasts")).to_contain_text("Promesse notée pour vendredi 5 juin.")
    expect(page.get_by_text("le reste de Fer à repasser est à payer")).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("le reste de Fer à repasser est à payer")).to_be_visible()
    assert said == []
    context.close()


def test_the_words_are_changed_once(browser: Browser, live_server: LiveServer, notebook: Notebook) -> None:
    context, page, said = arrive(browser, live_server, notebook.business, 390)
    paul = page.locator("article", has_text="Mr Paul")
    if paul.locator("details[open]").count() == 0:
        paul.locator("summary").click()
    paul.get_by_role("link", name="Modifier").click()
    page.get_by_label("Le texte").fill("Bonjour Pierre, il reste 15 000 FCFA.")
    page.get_by_role("button", name="Garder ce texte").click()
    expect(page.get_by_text("Ce message ne peut pas partir.").first).to_be_visible()
    page.get_by_label("Le texte").fill("Bonjour Paul, il reste 15 000 FCFA pour le fer.")
    page.get_by_role("button", name="Garder ce texte").click()
    link = page.locator("article", has_text="Mr Paul").locator("a[href^='https://wa.me/']").first
    assert "pour le fer" in unquote(link.get_attribute("href") or "")
    assert [words for words in said if "422" not in words] == []
    context.close()


WIDTHS = (320, 390, 1280)
OPEN_ALL = """() => {
  document.querySelector('[popover]')?.showPopover();
  for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }
}"""


def test_looks(browser: Browser, live_server: LiveServer, notebook: Notebook, artefacts: Path) -> None:
    context, page, said = arrive(browser, live_server, notebook.business)
    pierre = notebook.pierre.pk
    pages = {
        "aujourdhui": "/",
        "reste": "/reste/",
        "clients": "/clients/",
        "fiche": f"/clients/{pierre}/",
        "encaisser": f"/clients/{pierre}/paiement/",
        "promesse": f"/clients/{pierre}/attente/promise/",
        "modifier": f"/clients/{pierre}/fiche/",
        "nouveau": "/clients/nouveau/",
        "recherche": "/recherche/?q=e",
    }
    for name, address in pages.items():
        page.goto(f"{live_server.url}{address}")
        look(page, artefacts, f"a7-{name}", WIDTHS)
        page.evaluate(OPEN_ALL)
        look(page, None, f"a7-{name}, open", WIDTHS)
    assert said == []
    context.close()
