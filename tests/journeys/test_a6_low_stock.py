"""A6: the stock reaches its threshold: the owner is told at once, once, and again after a restock."""

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.today import today
from kaye.records.models import Case
from tests.journeys.test_a4_restock import sell_rice
from tests.web.people import NOW, Shop, body, enter, now, open_shop


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
