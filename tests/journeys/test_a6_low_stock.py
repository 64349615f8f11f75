"""A6: the stock reaches its threshold: the owner is told at once, once, and again after a restock."""

import pytest
from django.test import Client
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.today import today
from kaye.records.models import Case
from tests.journeys.conftest import Look
from tests.journeys.counter import at_the_counter, note_sale
from tests.journeys.test_a4_restock import sell_rice
from tests.web.people import NOW, Shop, body, enter, hire, now, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


def alerts(shop: Shop) -> list[str]:
    with scope(business=shop.business):
        return [line.text for line in today(shop.business, now()).lines if line.item.kind == "low_stock"]


def test_rings_once_and_again_after_a_restock(client: Client, shop: Shop) -> None:
    owner = enter(client, shop.business)
    sell_rice(owner, shop, "1")
    assert alerts(shop) == []
    sell_rice(owner, shop, "2")
    (text,) = alerts(shop)
    assert "riz" in text
    assert "À commander" in body(owner.get("/stock/"))
    sell_rice(owner, shop, "3")
    assert len(alerts(shop)) == 1
    owner.post(f"/stock/{shop.rice.pk}/arrivage/", {"pieces": "2"})
    assert alerts(shop) == []
    sell_rice(owner, shop, "4")
    assert len(alerts(shop)) == 1
    with scope(business=shop.business):
        cases = Case.objects.filter(kind="low_stock")
        assert [case.closed_at is None for case in cases.order_by("id")] == [False, True]


def test_nothing_goes_to_a_customer(client: Client, shop: Shop) -> None:
    owner = enter(client, shop.business)
    sell_rice(owner, shop, "1", pieces=3)
    with scope(business=shop.business):
        (line,) = [line for line in today(shop.business, now()).lines if line.item.kind == "low_stock"]
    assert (line.item.action, line.link) == ("internal", None)


def test_seen_in_the_morning_and_gone_after_the_delivery(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int, look: Look
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    with at_the_counter(browser, live_server, hire(shop.business, "owner"), shop.business, width) as page:
        page.goto(f"{live_server.url}/vendre/")
        page.get_by_role("button", name="Sac de riz 25 kg").locator("visible=true").first.click()
        page.get_by_label("Un de plus, Sac de riz 25 kg").click()
        expect(page.locator("#noter")).to_contain_text("37")
        note_sale(page)
        page.goto(f"{live_server.url}/")
        expect(page.get_by_text("Stock bas")).to_be_visible()
        look(page, "a6-matin")
        page.goto(f"{live_server.url}/stock/{shop.rice.pk}/")
        look(page, "a6-article")
        page.get_by_label("Combien arrivent").fill("10")
        page.get_by_role("button", name="Ajouter au stock").click()
        page.goto(f"{live_server.url}/")
        expect(page.get_by_text("Stock bas")).to_have_count(0)
