"""A4: when the bag of rice must be over, another one is offered; never what is out of stock."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.today import today
from tests.journeys.conftest import Look
from tests.journeys.counter import at_the_counter, note_sale
from tests.web.people import NOW, Shop, enter, hire, now, open_shop


@pytest.fixture
def owner(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Shop]:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    return enter(client, shop.business), shop


def sell_rice(client: Client, shop: Shop, client_id: str, pieces: int = 1) -> None:
    sale = {
        "client_id": client_id,
        "kind": "cash",
        "customer_id": shop.solange.pk,
        "line_name": "Sac de riz 25 kg",
        "line_quantity": str(pieces),
        "line_price": "18 500",
        "line_product": shop.rice.pk,
    }
    assert client.post("/vendre/", sale).status_code == 302


def offered(shop: Shop, day: datetime) -> list[str]:
    """Texts that offer another one, among all that is due by that morning."""
    with scope(business=shop.business):
        return [line.text for line in today(shop.business, day).lines if line.item.kind == "restock"]


def test_offered_after_its_lifetime(owner: tuple[Client, Shop]) -> None:
    client, shop = owner
    sell_rice(client, shop, "1")
    assert offered(shop, now() + timedelta(days=10)) == []
    (text,) = offered(shop, now() + timedelta(days=32))
    assert "riz" in text


def test_never_what_is_out_of_stock(owner: tuple[Client, Shop]) -> None:
    client, shop = owner
    sell_rice(client, shop, "1", pieces=4)
    assert offered(shop, now() + timedelta(days=32)) == []


def test_a_later_purchase_takes_its_place(
    owner: tuple[Client, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, shop = owner
    sell_rice(client, shop, "1")
    monkeypatch.setenv("KAYE_NOW", (now() + timedelta(days=20)).isoformat())
    sell_rice(client, shop, "2")
    assert offered(shop, now() + timedelta(days=32)) == []
    assert len(offered(shop, now() + timedelta(days=53))) == 1


def test_sold_then_offered_again_a_month_later(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int, look: Look
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    with at_the_counter(browser, live_server, hire(shop.business, "owner"), shop.business, width) as page:
        page.goto(f"{live_server.url}/vendre/")
        page.fill("#who", "solange")
        page.locator("#qui").get_by_role("button", name="Tata Solange").click()
        page.get_by_role("button", name="Sac de riz 25 kg").locator("visible=true").first.click()
        page.locator("[data-line]").wait_for()
        look(page, "a4-vente")
        assert "18 500 FCFA" in note_sale(page)

        later = (now() + timedelta(days=31)).replace(hour=7)
        monkeypatch.setenv("KAYE_NOW", later.isoformat())
        page.goto(f"{live_server.url}/")
        card = page.locator("article", has_text="Tata Solange")
        expect(card).to_contain_text("Sac de riz")
        assert "wa.me/237675556677" in (
            card.locator("a[href^='https://wa.me/']").first.get_attribute("href") or ""
        )
        look(page, "a4-matin")
