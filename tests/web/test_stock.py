"""« Stock »: low first, corrected in place, bounded lists, the walls of the shop."""

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.count_stock import count_stock
from kaye.records.models import Product
from tests.web.people import NOW, Shop, body, enter, now, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def article(shop: Shop, pk: int) -> Product:
    with scope(business=shop.business):
        return Product.objects.get(pk=pk)


def typed(**given: Any) -> dict[str, Any]:
    return {"price": "18 500", "stock": "4", "threshold": "2", "lifetime_days": "30"} | given


def test_what_is_low_comes_first(owner: Client, shop: Shop) -> None:
    owner.post(f"/stock/{shop.rice.pk}/", typed(stock="2"))
    page = body(owner.get("/stock/"))
    assert "À commander" in page
    assert page.index("Sac de riz 25 kg") < page.index("Écouteurs Bluetooth")


def test_a_price_written_the_french_way(owner: Client, shop: Shop) -> None:
    owner.post(f"/stock/{shop.rice.pk}/", typed(price="19.000 F"))
    assert article(shop, shop.rice.pk).price == 19_000


def test_an_emptied_field_is_forgotten(owner: Client, shop: Shop) -> None:
    owner.post(f"/stock/{shop.rice.pk}/", typed(threshold="", lifetime_days="", stock=""))
    row = article(shop, shop.rice.pk)
    assert (row.threshold, row.lifetime_days, row.stock, row.price) == (None, None, None, 18_500)


def test_what_arrives_is_added(owner: Client, shop: Shop) -> None:
    owner.post(f"/stock/{shop.rice.pk}/arrivage/", {"pieces": "20"})
    assert article(shop, shop.rice.pk).stock == 24


@pytest.mark.parametrize("pieces", ["", "0", "-3", "beaucoup"])
def test_nothing_arrives(owner: Client, shop: Shop, pieces: str) -> None:
    answer = owner.post(f"/stock/{shop.rice.pk}/arrivage/", {"pieces": pieces})
    assert answer.status_code == 422
    assert "Écrivez combien de pièces arrivent" in body(answer)
    assert article(shop, shop.rice.pk).stock == 4


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("price", "cher", "pas un montant lisible"),
        ("price", "-500", "négatif"),
        ("stock", "quatre", "nombre entier"),
        ("threshold", "-1", "seuil"),
        ("lifetime_days", "99999", "3 650 jours"),
    ],
)
def test_what_is_wrong_is_said(owner: Client, shop: Shop, field: str, value: str, said: str) -> None:
    answer = owner.post(f"/stock/{shop.rice.pk}/", typed(**{field: value}))
    assert answer.status_code == 422
    assert said in body(answer).replace("&#x27;", "'")
    assert article(shop, shop.rice.pk).price == 18_500


def test_a_new_article(owner: Client, shop: Shop) -> None:
    owner.post("/stock/nouveau/", typed(name="Huile 5 L", price="7500"))
    assert "Huile 5 L" in body(owner.get("/stock/", {"q": "huile"}))


def test_a_known_name_leads_to_its_page(owner: Client, shop: Shop) -> None:
    answer = owner.post("/stock/nouveau/", typed(name="sac de RIZ 25 kg", price="1"))
    assert answer.status_code == 422
    assert f'href="/stock/{shop.rice.pk}/"' in body(answer)
    assert article(shop, shop.rice.pk).price == 18_500


def test_long_lists_go_on_page_by_page(owner: Client, shop: Shop, django_assert_max_num_queries: Any) -> None:
    with scope(business=shop.business):
        for number in range(70):
            count_stock(business=shop.business, now=now(), name=f"Coque {number:03}", stock=9)
    with django_assert_max_num_queries(8):
        first = body(owner.get("/stock/"))
    following = first.split('href="?')[1].split('"')[0].replace("&amp;", "&")
    second = body(owner.get(f"/stock/?{following}"))
    assert first.count("k-person-link") == 50
    assert second.count("k-person-link") == 22


def test_a_reader_changes_nothing(client: Client, shop: Shop) -> None:
    enter(client, shop.business, "readonly")
    assert "Enregistrer" not in body(client.get(f"/stock/{shop.rice.pk}/"))
    for url in (f"/stock/{shop.rice.pk}/", f"/stock/{shop.rice.pk}/arrivage/", "/stock/nouveau/"):
        assert client.post(url, typed(name="X", pieces="3")).status_code == 403
    assert article(shop, shop.rice.pk).stock == 4


def test_an_article_of_another_shop_does_not_exist(owner: Client) -> None:
    other = open_shop("Ailleurs")
    for url in (f"/stock/{other.rice.pk}/", f"/stock/{other.rice.pk}/arrivage/"):
        assert owner.post(url, typed(pieces="3")).status_code == 404
    assert owner.get(f"/stock/{other.rice.pk}/").status_code == 404
