"""« Vendre » without script: drafts, refusals at their place, one sale for two taps, the walls of the shop."""

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kaye.records.models import Customer, Sale
from tests.web.people import NOW, Shop, body, enter, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def form(shop: Shop, **given: Any) -> dict[str, Any]:
    """Two earphones on credit for Tata Solange, 4 000 received."""
    return {
        "business": shop.business.pk,
        "client_id": "f00d",
        "kind": "credit",
        "customer_id": shop.solange.pk,
        "line_name": ["Écouteurs Bluetooth"],
        "line_quantity": ["2"],
        "line_price": ["8 000"],
        "line_product": [shop.earphones.pk],
        "received": "4 000",
        "due": "2026-05-29",
    } | given


def sales(shop: Shop) -> list[Sale]:
    with scope(business=shop.business):
        return list(Sale.objects.order_by("number"))


def test_a_credit_sale_lowers_the_stock_and_says_what_is_left(owner: Client, shop: Shop) -> None:
    answer = owner.post("/vendre/", form(shop), follow=True)
    assert "Vente à crédit notée pour Tata Solange : 16 000 FCFA." in body(answer)
    (sale,) = sales(shop)
    with scope(business=shop.business):
        instalment = sale.receivables.get().instalments.get()
        shop.earphones.refresh_from_db()
    assert (sale.total, instalment.amount - instalment.paid, str(instalment.due_on)) == (
        16_000,
        12_000,
        "2026-05-29",
    )
    assert shop.earphones.stock == 3


def test_two_taps_sell_once_and_make_one_customer(owner: Client, shop: Shop) -> None:
    twice = form(shop, customer_id="", is_new="1", new_name="Mme Jeanne", new_phone="699001122")
    owner.post("/vendre/", twice)
    owner.post("/vendre/", twice)
    assert len(sales(shop)) == 1
    with scope(business=shop.business):
        assert Customer.objects.filter(name="Mme Jeanne").count() == 1


def test_undo_takes_the_sale_back(owner: Client, shop: Shop) -> None:
    page = body(owner.post("/vendre/", form(shop), follow=True))
    undo = page.split('action="/vendre/annuler/')[1].split('"')[0]
    assert "Vente annulée." in body(owner.post(f"/vendre/annuler/{undo}", follow=True))
    with scope(business=shop.business):
        shop.earphones.refresh_from_db()
        shop.solange.refresh_from_db()
    assert (shop.earphones.stock, shop.solange.owed) == (5, 0)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"customer_id": ""}, "Choisissez le client"),
        ({"customer_id": "", "who": "Fuda"}, "Touchez « Fuda » dans la liste"),
        ({"customer_id": "", "is_new": "1"}, "Il manque le nom"),
        ({"customer_id": "", "is_new": "1", "new_name": "=SOMME(A1)"}, "ne peut pas commencer par"),
        ({"customer_id": "", "is_new": "1", "new_name": "Fuda", "new_phone": "6755"}, "chiffre"),
        ({"line_price": ["huit mille"]}, "pas un montant lisible"),
        ({"line_price": [""]}, "Il manque le prix"),
        ({"line_quantity": ["0"]}, "1 ou plus"),
        ({"line_quantity": ["-2"]}, "1 ou plus"),
        ({"received": "beaucoup"}, "pas un montant lisible"),
        ({"received": "-500"}, "négatif"),
        ({"due": "other"}, "Choisissez le jour"),
        ({"due": "other", "due_other": "2026-02-31"}, "Choisissez le jour"),
        ({"due": "2026-05-01"}, "Ce jour est passé"),
        ({"kind": "order", "promised": ""}, "Choisissez le jour de la livraison"),
        ({"line_name": [], "line_quantity": [], "line_price": [], "line_product": []}, "au moins un article"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    owner: Client, shop: Shop, changed: dict[str, Any], said: str
) -> None:
    answer = owner.post("/vendre/", form(shop, **changed))
    assert answer.status_code == 422
    assert said in body(answer).replace("&#x27;", "'")
    assert sales(shop) == []


def test_too_much_received_stays_on_the_account(owner: Client, shop: Shop) -> None:
    assert owner.post("/vendre/", form(shop, received="20 000")).status_code == 302
    with scope(business=shop.business):
        shop.solange.refresh_from_db()
    assert shop.solange.owed == 0


def test_a_draft_adds_and_writes_nothing(owner: Client, shop: Shop) -> None:
    page = body(owner.post("/vendre/brouillon/", form(shop, add=shop.rice.pk)))
    assert "Noter la vente, reste 30 500 FCFA" in page
    page = body(owner.post("/vendre/brouillon/", form(shop, more="0")))
    assert "Noter la vente, reste 20 000 FCFA" in page
    page = body(
        owner.post("/vendre/brouillon/", form(shop, article="Coque", free_price="2 500", add_free="1"))
    )
    assert "Coque" in page
    assert "reste 14 500 FCFA" in page
    page = body(owner.post("/vendre/brouillon/", form(shop, line_quantity=["1"], less="0")))
    assert 'name="line_name"' not in page
    assert sales(shop) == []


def test_a_draft_asked_by_script_is_only_the_form(owner: Client, shop: Shop) -> None:
    answer = owner.post("/vendre/brouillon/", form(shop), headers={"HX-Request": "true"})
    assert body(answer).lstrip().startswith("<form")


@pytest.mark.parametrize("typed", ["sol", "Tata Solange", "6 75 55 66", "+237 675"])
def test_customers_are_suggested(owner: Client, shop: Shop, typed: str) -> None:
    assert "Tata Solange" in body(owner.get("/vendre/clients/", {"who": typed}))


def test_articles_are_suggested_with_what_is_free(owner: Client, shop: Shop) -> None:
    page = body(owner.get("/vendre/articles/", {"article": "ecou"}))
    assert "Écouteurs Bluetooth" in page
    assert "reste 5" in page


def test_a_form_of_another_shop_writes_nothing(owner: Client, shop: Shop) -> None:
    other = open_shop("Moussa Téléphones")
    answer = owner.post("/vendre/", form(shop, business=other.business.pk))
    assert answer.status_code == 409
    assert "Une autre boutique est ouverte" in body(answer)
    assert sales(shop) == []
    assert sales(other) == []


def test_the_customer_and_the_article_of_another_shop_are_unknown(owner: Client, shop: Shop) -> None:
    other = open_shop("Moussa Téléphones")
    assert owner.post("/vendre/", form(shop, customer_id=other.solange.pk)).status_code == 422
    owner.post("/vendre/", form(shop, line_product=[other.rice.pk]))
    with scope(business=other.business):
        other.rice.refresh_from_db()
    assert other.rice.stock == 4


def test_a_reader_sees_the_takings_and_sells_nothing(client: Client, shop: Shop) -> None:
    enter(client, shop.business, "readonly")
    page = body(client.get("/vendre/"))
    assert "Encaissé" in page
    assert "Noter la vente" not in page
    assert client.post("/vendre/", form(shop)).status_code == 403
    assert sales(shop) == []


@pytest.mark.parametrize("page", ["/vendre/clients/?who=%00", "/stock/?q=a%00", "/commandes/?apres=%00_1"])
def test_what_no_keyboard_types_is_refused(owner: Client, page: str) -> None:
    assert owner.get(page).status_code == 400


@pytest.mark.parametrize(
    "page",
    ["/commandes/?apres=2026-99-99_1", "/vendre/?client=9999999999999999999999", "/stock/?num=x&apres=z"],
)
def test_a_strange_address_is_a_page(owner: Client, page: str) -> None:
    assert owner.get(page).status_code == 200


def test_queries_do_not_grow(owner: Client, shop: Shop, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        owner.post("/vendre/", form(shop, client_id=f"c{number}"))
    with django_assert_max_num_queries(16):
        owner.get("/vendre/")


class TestOrders:
    @pytest.fixture
    def order(self, owner: Client, shop: Shop) -> Sale:
        owner.post("/vendre/", form(shop, kind="order", promised="2026-05-25", order_due=""))
        return sales(shop)[0]

    def test_stock_is_reserved_then_leaves(self, owner: Client, shop: Shop, order: Sale) -> None:
        with scope(business=shop.business):
            shop.earphones.refresh_from_db()
        assert (shop.earphones.stock, shop.earphones.reserved) == (5, 2)
        assert "25 mai" in body(owner.get("/commandes/"))
        owner.post(f"/commandes/{order.pk}/livrer/")
        with scope(business=shop.business):
            shop.earphones.refresh_from_db()
        assert (shop.earphones.stock, shop.earphones.reserved) == (3, 0)
        assert "Aucune commande à livrer." in body(owner.get("/commandes/"))

    def test_another_day_moves_the_debt_with_it(self, owner: Client, shop: Shop, order: Sale) -> None:
        owner.post(f"/commandes/{order.pk}/date/", {"promised_on": "2026-05-28"})
        with scope(business=shop.business):
            assert str(order.receivables.get().instalments.get().due_on) == "2026-05-28"

    @pytest.mark.parametrize(("day", "said"), [("", "Choisissez"), ("2026-05-01", "Ce jour est passé")])
    def test_a_wrong_day_is_said_at_its_place(self, owner: Client, order: Sale, day: str, said: str) -> None:
        answer = owner.post(f"/commandes/{order.pk}/date/", {"promised_on": day})
        assert answer.status_code == 422
        assert said in body(answer)

    @pytest.mark.parametrize(("money", "paid_back"), [("keep", False), ("back", True)])
    def test_cancelling_frees_the_stock(
        self, owner: Client, shop: Shop, order: Sale, money: str, paid_back: bool
    ) -> None:
        owner.post(f"/commandes/{order.pk}/annuler/", {"money": money})
        with scope(business=shop.business):
            shop.earphones.refresh_from_db()
            assert sum(payment.amount for payment in shop.solange.payments.all()) == (
                0 if paid_back else 4_000
            )
        assert shop.earphones.reserved == 0

    def test_an_order_of_another_shop_does_not_exist(self, client: Client, shop: Shop, order: Sale) -> None:
        enter(client, open_shop("Ailleurs").business, "staff")
        for verb in ("livrer", "date", "annuler"):
            assert client.post(f"/commandes/{order.pk}/{verb}/").status_code == 404

    def test_more_orders_stand_on_the_next_page(self, owner: Client, shop: Shop) -> None:
        for number in range(32):
            owner.post("/vendre/", form(shop, client_id=f"o{number}", kind="order", promised="2026-05-25"))
        first = body(owner.get("/commandes/"))
        after = first.split("?apres=")[1].split('"')[0]
        second = body(owner.get(f"/commandes/?apres={after}"))
        assert first.count('id="commande-') == 30
        assert second.count('id="commande-') == 2
