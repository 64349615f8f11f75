"""A9: what is in the drawer, what was given on credit and what is ordered are three figures."""

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import Look
from tests.journeys.counter import at_the_counter, note_sale
from tests.journeys.moussa import read
from tests.web.people import NOW, body, enter, hire, open_shop


def test_three_figures_never_added(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    owner = enter(client, shop.business)
    line = {"line_name": "Écouteurs", "line_quantity": "1", "line_price": "8 000", "line_product": ""}
    who = {"customer_id": shop.solange.pk}
    owner.post("/vendre/", line | {"client_id": "1", "kind": "cash"})
    owner.post("/vendre/", line | who | {"client_id": "2", "kind": "credit", "received": "3 000"})
    owner.post(
        "/vendre/",
        line | who | {"client_id": "3", "kind": "order", "received": "1 500", "promised": "2026-05-25"},
    )
    page = body(owner.get("/vendre/")).split('id="comptes"')[1]
    drawer, credit, orders = page.index("Encaissé"), page.index("À crédit"), page.index("Commandes")
    assert "12 500" in page[drawer:credit]
    assert "5 000" in page[credit:orders]
    assert "8 000" in page[orders:]
    assert "1 500" in page[orders:]
    assert "21 000" not in page


def test_a_credit_is_not_in_the_drawer(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int, look: Look
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    with at_the_counter(browser, live_server, hire(shop.business, "staff"), shop.business, width) as page:
        page.goto(f"{live_server.url}/vendre/")
        page.locator("label", has_text="À crédit").click()
        page.fill("#who", "solange")
        page.locator("#qui").get_by_role("button", name="Tata Solange").click()
        page.get_by_role("button", name="Écouteurs Bluetooth").locator("visible=true").first.click()
        page.locator("[data-line]").wait_for()
        page.fill("#received", "3000")
        note_sale(page)
        figures = read(page.locator("main").inner_text()).split("trois comptes séparés")[1]
        assert figures.index("3 000 FCFA") < figures.index("À crédit") < figures.index("5 000 FCFA")
        assert "8 000" not in figures
        look(page, "a9-comptes")
