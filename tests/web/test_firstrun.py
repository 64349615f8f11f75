"""The first day: from a link to a notebook, each step can be skipped."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from kaye.actions.login_link import make_login_link
from kaye.records.models import Business, Member
from tests.web.people import BACKEND, NOW, body, enter, now, open_shop


@pytest.fixture
def newcomer(db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return User.objects.create_user("awa", "awa@example.org", "cahier-1234567")


@pytest.fixture
def inside(client: Client, newcomer: User) -> Client:
    client.force_login(newcomer, BACKEND)
    return client


def test_without_a_shop_every_screen_leads_to_the_first_step(inside: Client) -> None:
    for page in ("/vendre/", "/stock/", "/reglages/", "/commandes/"):
        assert inside.get(page)["Location"] == "/premiers-pas/"


def test_three_steps_to_the_first_sale(inside: Client) -> None:
    answer = inside.post("/premiers-pas/", {"name": "Chez Awa", "country": "SN"}, follow=True)
    assert "Étape 2 sur 3" in body(answer)
    answer = inside.post("/premiers-pas/ecrire/", {"phone": "77 123 45 67"}, follow=True)
    assert "Étape 3 sur 3" in body(answer)
    assert inside.get("/vendre/?type=credit").status_code == 200
    shop = Business.objects.get(name="Chez Awa")
    assert (shop.country, shop.phone) == ("SN", "77 123 45 67")
    assert Member.objects.get(business=shop).role == "owner"


def test_steps_can_be_skipped(inside: Client) -> None:
    inside.post("/premiers-pas/", {"name": "Chez Awa", "country": "SN"})
    assert 'href="/premiers-pas/cahier/"' in body(inside.get("/premiers-pas/ecrire/"))
    assert 'href="/"' in body(inside.get("/premiers-pas/cahier/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"name": "", "country": "CM"}, "Donnez un nom"), ({"name": "Chez Awa", "country": "XX"}, "XX")],
)
def test_what_is_wrong_is_said(inside: Client, typed: dict[str, str], said: str) -> None:
    answer = inside.post("/premiers-pas/", typed)
    assert answer.status_code == 422
    assert said in body(answer)
    assert not Business.objects.exists()


def test_a_wrong_number_is_said(inside: Client) -> None:
    inside.post("/premiers-pas/", {"name": "Chez Awa", "country": "CM"})
    answer = inside.post("/premiers-pas/ecrire/", {"phone": "6 75"})
    assert answer.status_code == 422
    assert "chiffre" in body(answer)


def test_staff_do_not_set_up_the_shop(client: Client, newcomer: User) -> None:
    enter(client, open_shop().business, "staff")
    assert client.get("/premiers-pas/ecrire/").status_code == 403


class TestLink:
    def test_opening_it_changes_nothing(self, client: Client, newcomer: User) -> None:
        token = make_login_link(newcomer, now())
        for _ in range(3):
            answer = client.get(f"/_entrer/{token}/")
            assert (answer.status_code, answer["Referrer-Policy"]) == (200, "same-origin")
        assert "_auth_user_id" not in client.session

    def test_the_button_lets_in_once(self, client: Client, newcomer: User) -> None:
        token = make_login_link(newcomer, now())
        assert client.post(f"/_entrer/{token}/")["Location"] == "/"
        assert client.session["_auth_user_id"] == str(newcomer.pk)
        again = Client().post(f"/_entrer/{token}/")
        assert again.status_code == 410
        assert "demandez un nouveau lien" in body(again)

    def test_late_or_unknown_it_says_what_to_do(self, client: Client, newcomer: User) -> None:
        late = make_login_link(newcomer, now() - timedelta(hours=1))
        for token in (late, "inconnu"):
            answer = client.post(f"/_entrer/{token}/")
            assert answer.status_code == 410
            assert "Ce lien ne marche plus." in body(answer)
