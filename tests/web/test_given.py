"""The owner sees the pages that a customer can open, gives the space, closes a link at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.give_link import space_link
from kaye.records.links import url_of
from kaye.records.models import Link
from tests.web.people import Shop, enter, now, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", now().isoformat())
    return open_shop()


def test_given_seen_and_closed(shop: Shop) -> None:
    owner, page = enter(Client(), shop.business), f"/clients/{shop.solange.pk}/pages/"
    assert "Aucune page ne lui est ouverte" in owner.get(page).content.decode()
    assert owner.post(page).status_code == 302
    with scope(business=shop.business):
        link = Link.objects.get()
        assert (link.kind, link.expires_at) == ("space", now() + timedelta(days=30))
        address = url_of(link)
    assert address in owner.get(page).content.decode()
    path = "/" + address.split("/", 3)[3]
    assert Client().get(path).status_code == 200
    assert owner.post(f"{page}{link.pk}/fin/").status_code == 302
    assert Client().get(path).status_code == 404
    assert address not in owner.get(page).content.decode()


def test_all_closed_at_once_and_a_reader_closes_nothing(shop: Shop) -> None:
    page = f"/clients/{shop.solange.pk}/pages/"
    with scope(business=shop.business):
        space_link(business=shop.business, customer=shop.solange, now=now())
    reader = enter(Client(), shop.business, "readonly")
    assert "Fermer le lien" not in reader.get(page).content.decode()
    assert reader.post(f"{page}fin/").status_code == 403
    assert enter(Client(), shop.business).post(f"{page}fin/").status_code == 302
    with scope(business=shop.business):
        assert not Link.objects.filter(revoked_at=None).exists()
