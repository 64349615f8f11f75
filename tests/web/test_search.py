"""« Chercher »: by piece of name, number, article, invoice; at most twenty; only this shop."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from pytest_django import DjangoDbBlocker

from kaye.actions.add_debt import add_debt
from kaye.actions.open_business import open_business
from tests.kept import kept
from tests.web.notebook import DAY, NOW, Notebook, many, open_notebook
from tests.web.people import body, enter, now


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Notebook]:
    with kept(django_db_blocker, _with_a_debt) as shop:
        yield shop


@pytest.fixture
def notebook(made: Notebook, db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return deepcopy(made)


def _with_a_debt() -> Notebook:
    shop = open_notebook()
    with scope(business=shop.business):
        add_debt(
            business=shop.business,
            customer=shop.pierre,
            label="Pose",
            total=5_000,
            issued_on=DAY,
            now=now().replace(month=6, day=4),
            origin="invoice",
            reference="FA2026-007",
        )
    return shop


@pytest.fixture
def owner(client: Client, notebook: Notebook) -> Client:
    return enter(client, notebook.business)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pierre", "Tonton Pierre"),
        ("Tonton Pierre", "Tonton Pierre"),
        ("etienne", "Mr Étienne"),
        ("ienn", "Mr Étienne"),
        ("6 99 11 22 33", "Tonton Pierre"),
        ("11 22 33", "Tonton Pierre"),
        ("charg", "Chargeur"),
        ("fa2026-0", "FA2026-007"),
    ],
)
def test_found(owner: Client, text: str, found: str) -> None:
    assert found in body(owner.get("/recherche/", {"q": text}))


@pytest.mark.parametrize("text", ["zzz", "%", "_", "' OR 1=1 --", "é" * 300])
def test_nothing_found_offers_to_add(owner: Client, text: str) -> None:
    answer = owner.get("/recherche/", {"q": text})
    assert answer.status_code == 200
    assert "Tonton Pierre" not in body(answer)


def test_at_most_twenty_and_as_many_queries_for_many(owner: Client, notebook: Notebook) -> None:
    many(notebook.business, 3)
    owner.get("/recherche/", {"q": "alice"})
    few = _queries(owner)
    many(notebook.business, 60)
    page = body(owner.get("/recherche/", {"q": "alice"}))
    assert page.count("k-person-link") == 20
    assert _queries(owner) <= few


def test_the_list_of_customers_answers_the_same(owner: Client) -> None:
    page = body(owner.get("/clients/", {"q": "pierre"}, headers={"HX-Request": "true"}))
    assert "Tonton Pierre" in page
    assert "<html" not in page


def test_another_shop_finds_nothing(client: Client, notebook: Notebook) -> None:
    enter(client, open_business(name="Autre", country="SN", now=now()))
    for text in ("pierre", "699112233", "FA2026-007", "charg"):
        assert "Rien à ce nom." in body(client.get("/recherche/", {"q": text}))


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get("/recherche/", {"q": "alice"})
    return len(seen)
