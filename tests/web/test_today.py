"""« Aujourd'hui » without script: the list, the taps, the words changed, what is checked, the walls."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from pytest_django import DjangoDbBlocker

from kaye.actions.hold import place_hold
from kaye.actions.open_business import open_business
from kaye.records.models import Hold, OutgoingMessage, Payment, StepDone
from tests.kept import kept
from tests.web.notebook import NOW, Notebook, many, open_notebook
from tests.web.people import body, enter, now


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Notebook]:
    with kept(django_db_blocker, open_notebook) as shop:
        yield shop


@pytest.fixture
def notebook(made: Notebook, db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return deepcopy(made)


@pytest.fixture
def owner(client: Client, notebook: Notebook) -> Client:
    return enter(client, notebook.business)


def item_of(page: str, name: str) -> str:
    """The id of the card of this customer, from its form."""
    card = page.split(f">{name}</b>")[1]
    found = re.search(r"/relance/([\d.s]+)/", card)
    assert found
    return found[1]


def test_the_morning_says_how_many_what_is_expected_and_why(owner: Client, notebook: Notebook) -> None:
    page = body(owner.get("/"))
    assert "2 relances à faire aujourd’hui" in page
    assert "44 500 <small>FCFA</small>" in page
    assert page.count("Parce que") >= 2
    assert 'href="https://wa.me/237699112233?text=Bonjour' in page
    assert 'target="_blank" rel="noopener"' in page
    assert "Stock bas : 1 article" in page
    assert "La caisse, hier" in page
    assert "30 000" in page


def test_a_customer_without_number_is_to_be_checked(owner: Client, notebook: Notebook) -> None:
    page = body(owner.get("/"))
    assert "Pas de numéro." in page
    assert f'href="/clients/{notebook.rose.pk}/contact/?retour=%2F"' in page


def test_sent_is_noted_once_and_leaves_the_list(owner: Client, notebook: Notebook) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    page = body(owner.post(f"/relance/{item}/faite/", {"outcome": "sent"}, follow=True))
    assert "1 relance à faire aujourd’hui" in page
    assert "1 faite sur 2" in page
    assert "Tonton Pierre : envoyée." in page
    again = body(owner.post(f"/relance/{item}/faite/", {"outcome": "sent"}, follow=True))
    assert "n'est plus à faire aujourd'hui" in body_text(again)
    with scope(business=notebook.business):
        assert OutgoingMessage.objects.filter(state="sent", customer=notebook.pierre).count() == 1


def test_opened_asks_whether_it_left_even_after_the_browser_closed(owner: Client, notebook: Notebook) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    fragment = owner.post(f"/relance/{item}/ouverte/", headers={"HX-Request": "true"})
    assert "Tonton Pierre : envoyée ?" in body(fragment)
    assert "<html" not in body(fragment)
    assert "Tonton Pierre : envoyée ?" in body(owner.get("/"))
    page = body(owner.post(f"/relance/{item}/faite/", {"outcome": "not_sent"}, follow=True))
    assert "Tonton Pierre : envoyée ?" not in page
    with scope(business=notebook.business):
        assert not OutgoingMessage.objects.exists()


def test_a_tap_with_script_answers_with_the_rest_of_the_morning(owner: Client, notebook: Notebook) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    answer = owner.post(f"/relance/{item}/faite/", {"outcome": "sent"}, headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#jour"
    page = body(answer)
    assert page.lstrip().startswith('<div class="k-cols" id="jour">') or 'id="jour"' in page[:200]
    assert "data-focus" in page
    assert 'hx-swap-oob="beforeend"' in page


def test_words_changed_once_are_cleaned_kept_and_recorded(owner: Client, notebook: Notebook) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    words = "Bonjour Tonton Pierre,\u200b il reste 12 000 FCFA pour l’huile. Merci."
    assert owner.post(f"/relance/{item}/texte/", {"text": words}).status_code == 302
    page = body(owner.get("/"))
    assert "Texte changé pour cette fois" in page
    assert "pour%20l%E2%80%99huile" in page
    owner.post(f"/relance/{item}/faite/", {"outcome": "sent"})
    with scope(business=notebook.business):
        sent = OutgoingMessage.objects.get(customer=notebook.pierre)
    assert sent.text == words.replace("\u200b", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Bonjour Étienne, il reste 12 000 FCFA.", "Étienne"),
        ("Bonjour Tonton Pierre, il reste 14 000 FCFA.", "14 000"),
        ("Bonjour {{appel}}, il reste 12 000 FCFA.", "{{"),
        ("  ", "Le texte est vide"),
    ],
)
def test_wrong_words_are_blocked_with_the_reason(
    owner: Client, notebook: Notebook, words: str, said: str
) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    answer = owner.post(f"/relance/{item}/texte/", {"text": words})
    page = body(answer)
    assert answer.status_code == 422
    assert "Ce message ne peut pas partir." in page
    assert said in page
    assert "Texte changé pour cette fois" not in body(owner.get("/"))


def test_skipping_from_the_drawer_passes_the_step(owner: Client, notebook: Notebook) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    page = body(owner.post(f"/relance/{item}/faite/?quoi=skipped&retour=/", follow=True))
    assert "Tonton Pierre : étape passée." in page
    with scope(business=notebook.business):
        assert StepDone.objects.filter(outcome="skipped", reason="passée par vous").count() == 1


def test_already_paid_is_asked_then_answered(owner: Client, notebook: Notebook) -> None:
    at = datetime.fromisoformat(NOW)
    with scope(business=notebook.business):
        place_hold(business=notebook.business, customer=notebook.pierre, kind="paid", now=at)
    page = body(owner.get("/"))
    check = page.split("À vérifier</span>")
    mine = next(part for part in check if "Rien reçu" in part)
    assert "C’est bien arrivé" in mine
    assert f"/clients/{notebook.pierre.pk}/paiement/?retour=%2F" in mine
    found = re.search(r'action="/relance/([\d.a-z]+)/faite/"', mine)
    assert found
    after = body(owner.post(f"/relance/{found[1]}/faite/", {"outcome": "skipped"}, follow=True))
    assert "vérifié : la suite reprend" in after
    with scope(business=notebook.business):
        assert not Hold.objects.filter(lifted_at=None, kind="paid").exists()


def test_a_sunday_says_when_it_starts_again(
    owner: Client, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAYE_NOW", "2026-06-07T08:00:00+01:00")
    page = body(owner.get("/"))
    assert "Rien à envoyer aujourd’hui" in page
    assert "Dimanche : rien ne part. Les relances reprennent lundi 8 juin." in page
    assert "wa.me" not in page


def test_an_empty_notebook_teaches(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    enter(client, open_business(name="Neuf", country="CM", now=now()))
    page = body(client.get("/"))
    assert "Le cahier est vide." in page


def test_what_waits_is_listed_by_date_and_nothing_is_forgotten(owner: Client, notebook: Notebook) -> None:
    page = body(owner.get("/reste/"))
    assert "vendredi 5 juin" in page
    assert page.count("Parce que") == page.count('class="k-line"')
    many(notebook.business, 45)
    first = body(owner.get("/reste/"))
    link = re.search(r'href="(/reste/\?apres=[^"]+)"', first)
    assert link
    second = body(owner.get(link[1]))
    assert "Revenir au début" in second
    names = re.findall(r"Mme Alice\d+ Nom\d+", first + second)
    assert len(set(names)) == 45


def test_readers_see_and_do_not_act(client: Client, notebook: Notebook) -> None:
    reader = enter(client, notebook.business, "readonly")
    page = body(reader.get("/"))
    assert "Tonton Pierre" in page
    assert "wa.me" not in page
    assert 'action="/relance/' not in page
    for address in ("faite", "ouverte", "accord", "texte"):
        assert reader.post(f"/relance/1.s1/{address}/", {"outcome": "sent"}).status_code == 403
    with scope(business=notebook.business):
        assert not OutgoingMessage.objects.exists()


def test_another_shop_is_not_found(client: Client, notebook: Notebook) -> None:
    page = body(enter(client, notebook.business).get("/"))
    item = item_of(page, "Tonton Pierre")
    stranger = Client()
    enter(stranger, open_business(name="Autre", country="SN", now=now()), "staff")
    for address in ("", "texte/"):
        assert stranger.get(f"/relance/{item}/{address}").status_code == 404
    for address in ("faite", "ouverte", "accord"):
        assert stranger.post(f"/relance/{item}/{address}/", {"outcome": "sent"}).status_code == 404
    assert stranger.get("/relance/chose/").status_code == 404


def test_reading_changes_nothing(owner: Client, notebook: Notebook) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    for address in ("/", "/reste/", f"/relance/{item}/", f"/relance/{item}/texte/"):
        assert owner.get(address).status_code == 200
    for address in ("faite", "ouverte", "accord"):
        assert owner.get(f"/relance/{item}/{address}/").status_code == 405
    with scope(business=notebook.business):
        assert not OutgoingMessage.objects.exists()
        assert not Hold.objects.exists()
        assert Payment.objects.count() == 3


@pytest.mark.parametrize("outcome", ["sent", "skipped"])
def test_a_tap_is_taken_back(owner: Client, notebook: Notebook, outcome: str) -> None:
    item = item_of(body(owner.get("/")), "Tonton Pierre")
    page = body(owner.post(f"/relance/{item}/faite/", {"outcome": outcome}, follow=True))
    undo = re.search(r'action="(/relance/annulation/\d+/)"', page)
    assert undo
    page = body(owner.post(undo[1], follow=True))
    assert "2 relances à faire aujourd’hui" in page
    assert "0 faite sur 2" in page
    assert item_of(page, "Tonton Pierre") == item
    assert "ne peut plus être annulé" in body(owner.post(undo[1], follow=True))
    owner.post(f"/relance/{item}/faite/", {"outcome": "sent"})
    with scope(business=notebook.business):
        assert OutgoingMessage.objects.filter(state="sent").count() == 1


def test_as_many_queries_for_few_and_for_many(owner: Client, notebook: Notebook) -> None:
    def counts() -> list[int]:
        for address in addresses:
            owner.get(address)  # what a process reads once
        return [_queries(owner, address) for address in addresses]

    addresses = ("/", "/reste/")
    few = counts()
    many(notebook.business, 60)
    assert counts() == few
    assert max(few) <= 45


def body_text(page: str) -> str:
    return page.replace("&#x27;", "'")


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)
