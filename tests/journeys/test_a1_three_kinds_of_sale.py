"""A1: cash, credit (« je te donne 4 000, je paie le reste lundi »), order; each in under 20 seconds."""

import time

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import Sale
from tests.journeys.conftest import Look
from tests.journeys.counter import DESK, PHONE, at_the_counter, note_sale
from tests.web.people import NOW, hire, open_shop


@pytest.mark.parametrize("with_script", [True, False])
def test_a_credit_for_somebody_new(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, with_script: bool
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    user = hire(shop.business, "staff")
    with at_the_counter(browser, live_server, user, shop.business, java_script_enabled=with_script) as page:
        page.goto(f"{live_server.url}/vendre/")
        started = time.monotonic()
        page.locator("label", has_text="À crédit").click()
        page.fill("#who", "Fuda")
        if not with_script:
            page.get_by_label("Chercher ce client").click()
        page.get_by_role("button", name="Ajouter « Fuda »").click()
        page.fill("#new_phone", "6 77 11 22 33")
        page.fill("#article", "ecou")
        if not with_script:
            page.get_by_label("Chercher cet article").click()
        page.locator("#quoi").get_by_role("button", name="Écouteurs Bluetooth").click()
        page.get_by_label("Un de plus, Écouteurs Bluetooth").click()
        if with_script:
            for key in ("4", "000"):
                page.locator(f"[data-keys] [value='{key}']").click()
            said = page.locator("#noter").inner_text().replace("\u202f", " ").replace("\u00a0", " ")
            assert said == "Noter la vente, reste 12 000 FCFA"
        else:
            page.fill("#received", "4 000")
        assert "Fuda" in note_sale(page)
        assert time.monotonic() - started < 20
    with scope(business=shop.business):
        sale = Sale.objects.get()
        instalment = sale.receivables.get().instalments.get()
        assert (sale.kind, sale.customer.name, sale.total) == ("credit", "Fuda", 16_000)  # type: ignore[union-attr]
        assert (instalment.amount - instalment.paid, str(instalment.due_on)) == (12_000, "2026-05-29")
        shop.earphones.refresh_from_db()
        assert shop.earphones.stock == 3


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_cash_then_an_order(
    browser: Browser,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    look: Look,
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    user = hire(shop.business, "owner")
    with at_the_counter(browser, live_server, user, shop.business, width) as page:
        page.goto(f"{live_server.url}/vendre/")
        page.get_by_role("button", name="Écouteurs Bluetooth").locator("visible=true").first.click()
        page.locator("[data-line]").wait_for()
        look(page, "a1-comptant")
        assert "Vente notée : 8 000 FCFA." in note_sale(page)
        page.locator("label", has_text="Commande").click()
        page.fill("#who", "solange")
        page.locator("#qui").get_by_role("button", name="Tata Solange").click()
        page.get_by_role("button", name="Sac de riz 25 kg").locator("visible=true").first.click()
        page.locator("[data-line]").wait_for()
        page.fill("#received", "10000")
        look(page, "a1-commande")
        assert "Commande 2 notée pour Tata Solange" in note_sale(page)
        page.goto(f"{live_server.url}/commandes/")
        look(page, "a1-commandes")
    with scope(business=shop.business):
        shop.rice.refresh_from_db()
        order = Sale.objects.get(kind="order")
        assert (shop.rice.stock, shop.rice.reserved) == (4, 1)
        assert str(order.promised_on) == "2026-05-24"
        assert str(order.receivables.get().instalments.get().due_on) == "2026-05-24"
