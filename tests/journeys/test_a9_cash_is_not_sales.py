"""A9: what is in the drawer, what was given on credit and what is ordered are three figures."""

import pytest
from django.test import Client

from tests.web.people import NOW, body, enter, open_shop


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
