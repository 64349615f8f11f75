"""« Accords et données » on screen: choices with their proof, tags, a copy, forgetting (C52–C55)."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.person.retention import ask_about_forgettable, forgettable
from kaye.actions.record_customer import record_customer
from kaye.actions.tag_customer import tags_of
from kaye.records.models import Consent, Customer, OptOut, Task
from tests.web.people import Shop, body, enter, now, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", now().isoformat())
    return open_shop()


def _path(shop: Shop, more: str = "") -> str:
    return f"/clients/{shop.solange.pk}/donnees/{more}"


def test_a_choice_needs_its_proof_and_a_refusal_is_the_persons(shop: Shop, client: Client) -> None:
    page = enter(client, shop.business)
    assert "Rien dit" in body(page.get(_path(shop)))
    assert page.post(_path(shop), {"choix": "opted_out"}).status_code == 422
    answer = page.post(
        _path(shop), {"choix": "opted_out", "mots": "« plus de pub », au comptoir"}, follow=True
    )
    assert "Refuse" in body(answer)
    assert "au comptoir" in body(answer)
    with scope(business=shop.business):
        assert OptOut.objects.get().purpose == "marketing"
        assert Consent.objects.get().how == "member"
    again = page.post(_path(shop), {"choix": "opted_in", "mots": "il a changé d'avis"})
    assert again.status_code == 422
    assert "lui seul" in body(again)


def test_tags_are_one_word_whatever_the_case(shop: Shop, client: Client) -> None:
    page = enter(client, shop.business, "staff")
    page.post(_path(shop), {"etiquettes": "VIP, vip , Chantier  Nord,,"})
    with scope(business=shop.business):
        assert tags_of(shop.solange) == ["Chantier Nord", "vip"]
    page.post(_path(shop), {"etiquettes": ""})
    with scope(business=shop.business):
        assert tags_of(shop.solange) == []


def test_only_the_owner_copies_and_forgets(shop: Shop, client: Client) -> None:
    staff = enter(client, shop.business, "staff")
    assert staff.post(_path(shop, "copie/")).status_code == 403
    assert staff.post(_path(shop, "oubli/"), {"mot": "effacer"}).status_code == 403
    owner = enter(Client(), shop.business)
    made = owner.post(_path(shop, "copie/"))
    assert "Solange" in zipfile.ZipFile(io.BytesIO(made.content)).read("donnees.json").decode()
    assert owner.post(_path(shop, "oubli/"), {"mot": "oui"}).status_code == 422
    assert owner.post(_path(shop, "oubli/"), {"mot": " Effacer"}).status_code == 302
    with scope(business=shop.business):
        assert Customer.objects.get(pk=shop.solange.pk).name == f"Client effacé n° {shop.solange.pk}"


def test_contacts_silent_for_three_years_are_shown_then_erased(shop: Shop, client: Client) -> None:
    long_ago = now() - timedelta(days=1200)
    with scope(business=shop.business):
        old = record_customer(business=shop.business, now=long_ago, name_raw="M. Ancien", phone="677001122")
        assert list(forgettable(shop.business, now())) == [old]
        assert ask_about_forgettable(business=shop.business, now=now()) is not None
        assert ask_about_forgettable(business=shop.business, now=now() + timedelta(days=2)) is None
        assert Task.objects.get(kind="retention").owner_only
    page = enter(client, shop.business)
    assert "Ancien" in body(page.get("/reglages/donnees/"))
    page.post("/reglages/donnees/", {"client": [str(old.pk), str(shop.solange.pk)]})
    with scope(business=shop.business):
        assert Customer.objects.get(pk=old.pk).name.startswith("Client effacé")
        assert Customer.objects.get(pk=shop.solange.pk).name == "Tata Solange"
        assert not forgettable(shop.business, now()).exists()
