"""A10: the notebook comes in. Seen, corrected with one tap, written, taken back; phone and desktop, no violation."""

from pathlib import Path

import pytest
from django.test import Client
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.imports.samples import sample
from kaye.records.models import Customer, Sale
from tests.journeys.conftest import Look
from tests.tools.chromium import NO_WORKER
from tests.web.people import NOW, enter, open_shop

_WRONG = "12/05/26;Kevin;6 56 78 90 12;Huile 5 L;1;7 500;1500;31/06/2026;;25;\r\n"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_notebook_comes_in(
    browser: Browser,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    width: int,
    look: Look,
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    notebook = tmp_path / "cahier-moussa.csv"
    notebook.write_bytes(sample("cahier-moussa.csv") + _WRONG.encode())
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    context.add_init_script(NO_WORKER)
    session = enter(Client(), shop.business).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))

    page.goto(f"{live_server.url}/importer/")
    look(page, "a10-choisir")
    page.get_by_label("Votre fichier").set_input_files(notebook)
    page.get_by_role("button", name="Voir avant d’importer").click()

    page.get_by_role("heading", name="1 ligne à corriger").wait_for()
    look(page, "a10-apercu")
    assert _sales(shop.business) == 0
    page.get_by_role("button", name="Mettre 30/06/2026").click()
    page.get_by_role("button", name="Importer 43 lignes").wait_for()

    page.get_by_role("link", name="Corriger les colonnes").click()
    page.get_by_role("heading", name="Où se trouve chaque chose").wait_for()
    look(page, "a10-colonnes")
    page.get_by_role("button", name="Voir avec ces colonnes").click()

    page.get_by_role("button", name="Importer 43 lignes").click()
    page.get_by_text("43 lignes importées.").wait_for()
    look(page, "a10-resultat")
    assert _sales(shop.business) == 43

    page.get_by_role("button", name="Annuler", exact=True).click()
    page.get_by_text("tout est comme avant").wait_for()
    look(page, "a10-annule")
    assert _sales(shop.business) == 0
    with scope(business=shop.business):
        assert [customer.name for customer in Customer.objects.all()] == ["Tata Solange"]
    assert said == []
    context.close()


def test_without_script(browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    session = enter(Client(), shop.business).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/importer/")
    file = {"name": "stock.csv", "mimeType": "text/csv", "buffer": sample("stock-moussa.csv")}
    page.get_by_label("Votre fichier").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Voir avant d’importer").click()
    page.get_by_role("button", name="Importer 10 lignes").click()
    assert page.get_by_text("8 articles").first.is_visible()
    context.close()


def test_a_long_file_shows_how_far_it_is(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, artefacts: Path
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    head = "Date;Client;Article;Qté;Prix;Reçu;Prochain paiement\n"
    lines = "".join(f"12/05/2026;Client{n};Huile 5 L;1;7500;payé;20/05/2026\n" for n in range(1_300))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(NO_WORKER)
    session = enter(Client(), shop.business).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/importer/")
    file = {"name": "long.csv", "mimeType": "text/csv", "buffer": (head + lines).encode()}
    page.get_by_label("Votre fichier").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Voir avant d’importer").click()
    page.get_by_role("button", name="Importer 1 300 lignes").click()
    page.get_by_text("500 lignes écrites").wait_for()
    page.screenshot(path=artefacts / "a10-avancement-390.png")
    page.get_by_role("link", name="Voir les clients").wait_for(timeout=120_000)  # the result, by itself
    assert _sales(shop.business) == 1_300
    context.close()


def _sales(business: object) -> int:
    with scope(business=business):
        return Sale.objects.count()
