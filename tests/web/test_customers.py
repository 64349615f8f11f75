"""« Clients » without script: the list, one page, money, holds, contacts, the card, the walls."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from pytest_django import DjangoDbBlocker

from kaye.actions.open_business import open_business
from kaye.actions.record_payment import record_payment
from kaye.records.models import ContactPoint, Customer, Event, Hold, Payment
from kaye.records.queries.customers_list import customers_page
from kaye.records.queries.history import history
from tests.kept import kept
from tests.web.notebook import DAY, NOW, Notebook, customer, many, open_notebook
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


def test_the_list_says_who_owes_what_and_the_next_thing(owner: Client, notebook: Notebook) -> None:
    page = body(owner.get("/clients/"))
    row = page.split("Tonton Pierre</b>")[1].split("</li>")[0]
    assert "12 000" in row
    assert page.index("Mr Étienne") < page.index("Tonton Pierre") < page.index("Maman Rose")


@pytest.mark.parametrize(
    ("kept", "names"),
    [
        ("owes", {"Tonton Pierre", "Mr Étienne", "Maman Rose"}),
        ("late", {"Maman Rose"}),
        ("promised", {"Mr Étienne"}),
        ("nonsense", {"Tonton Pierre", "Mr Étienne", "Maman Rose", "Mme Paulette"}),
    ],
)
def test_filters(owner: Client, notebook: Notebook, kept: str, names: set[str]) -> None:
    with scope(business=notebook.business):
        customer(notebook.business, "Mme Paulette", "677000011")
    owner.post(f"/clients/{notebook.etienne.pk}/attente/promise/", {"day": "2026-06-09"})
    page = body(owner.get("/clients/", {"voir": kept}))
    known = {"Tonton Pierre", "Mr Étienne", "Maman Rose", "Mme Paulette"}
    assert {name for name in known if f"{name}</b>" in page} == names


def test_pages_follow_each_other_without_gap_or_repeat(owner: Client, notebook: Notebook) -> None:
    many(notebook.business, 65)
    with scope(business=notebook.business):
        seen, after = [], ""
        while True:
            page = customers_page(notebook.business, DAY, after=after)
            seen += [row.id for row in page.rows]
            after = page.after
            if not after:
                break
        assert seen == list(
            Customer.objects.order_by("-last_activity_at", "-id").values_list("pk", flat=True)
        )
    assert len(seen) == 68
    assert "Voir la suite" in body(owner.get("/clients/"))
    assert "Mr Étienne" in body(owner.get("/clients/", {"apres": "n'importe_quoi"}))


def test_the_page_shows_debts_plan_and_story(owner: Client, notebook: Notebook) -> None:
    page = body(owner.get(f"/clients/{notebook.pierre.pk}/"))
    assert "Doit en tout" in page
    assert "12 000" in page
    assert "2 Huile 5 L" in page
    assert "WhatsApp : relance" in page
    assert "Parce que" in page
    assert "Vente à crédit" in page
    assert "Reçu" in page
    assert 'href="tel:+237699112233"' in page


def test_a_payment_is_noted_once_and_can_be_taken_back(owner: Client, notebook: Notebook) -> None:
    address = f"/clients/{notebook.pierre.pk}/paiement/"
    form = {"amount": "5 000 F", "method": "mobile", "received_on": "2026-06-04", "client_id": "abc"}
    page = body(owner.post(address, form, follow=True))
    assert "5 000 FCFA reçus, reste 7 000 FCFA." in page
    owner.post(address, form)
    with scope(business=notebook.business):
        assert Payment.objects.filter(customer=notebook.pierre, client_id="abc").count() == 1
        notebook.pierre.refresh_from_db()
    assert notebook.pierre.owed == 7_000
    undo = re.search(r'action="(/annulation/\d+/)"', page)
    assert undo
    assert "Paiement annulé." in body(owner.post(undo[1], follow=True))
    with scope(business=notebook.business):
        notebook.pierre.refresh_from_db()
    assert notebook.pierre.owed == 12_000


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"amount": ""}, "Il manque le montant reçu"),
        ({"amount": "beaucoup"}, "beaucoup"),
        ({"amount": "0"}, "plus grand que zéro"),
        ({"received_on": "2026-06-05"}, "daté dans le futur"),
        ({"received_on": "31/02/2026"}, "n’existe pas"),
    ],
)
def test_a_wrong_payment_says_what_to_write(
    owner: Client, notebook: Notebook, given: dict[str, str], said: str
) -> None:
    form = {"amount": "5000", "method": "cash", "received_on": "2026-06-04"} | given
    answer = owner.post(f"/clients/{notebook.pierre.pk}/paiement/", form)
    assert answer.status_code == 422
    assert said in body(answer)
    with scope(business=notebook.business):
        notebook.pierre.refresh_from_db()
    assert notebook.pierre.owed == 12_000


def test_a_payment_is_reversed_with_a_reason(owner: Client, notebook: Notebook) -> None:
    with scope(business=notebook.business):
        payment = Payment.objects.get(customer=notebook.pierre)
    address = f"/clients/{notebook.pierre.pk}/paiement/{payment.pk}/"
    assert "Dites pourquoi" in body(owner.post(address, {"reason": " "}))
    assert "Paiement annulé" in body(owner.post(address, {"reason": "chèque refusé"}, follow=True))
    with scope(business=notebook.business):
        notebook.pierre.refresh_from_db()
    assert notebook.pierre.owed == 15_000


def test_a_promise_with_a_part_then_undone(owner: Client, notebook: Notebook) -> None:
    address = f"/clients/{notebook.pierre.pk}/attente/promise/"
    assert "Demain, ven. 5 juin" in body(owner.get(address))
    page = body(owner.post(address, {"day": "2026-06-08", "amount": "4000"}, follow=True))
    assert "Promesse notée pour lundi 8 juin." in page
    assert "Promet de payer" in page
    with scope(business=notebook.business):
        hold = Hold.objects.get()
    assert (hold.kind, hold.amount, hold.promised_on) == ("promise", 4_000, date(2026, 6, 8))
    assert "2 Huile 5 L est à payer" not in body(owner.get("/"))
    undo = re.search(r'action="(/annulation/\d+/)"', page)
    assert undo
    owner.post(undo[1])
    assert "2 Huile 5 L est à payer" in body(owner.get("/"))


@pytest.mark.parametrize("kind", ["paid", "dispute", "unreachable"])
def test_holds_at_once_and_their_end(owner: Client, notebook: Notebook, kind: str) -> None:
    page = body(owner.post(f"/clients/{notebook.pierre.pk}/attente/{kind}/", follow=True))
    end = re.search(r'action="(/clients/\d+/attente/\d+/fin/)"', page)
    assert end
    assert "Les relances reprennent." in body(owner.post(end[1], follow=True))
    with scope(business=notebook.business):
        assert not Hold.objects.filter(lifted_at=None).exists()


@pytest.mark.parametrize(
    ("kind", "form", "said"),
    [
        ("promise", {}, "Choisissez un jour."),
        ("promise", {"other": "2026-06-01"}, "Ce jour est passé"),
        ("pause", {"other": "2028-06-01"}, "plus d'un an"),
        ("pause", {"other": "demain"}, "n’existe pas"),
        ("moved", {"day": "2026-06-08"}, "Choisissez la relance"),
    ],
)
def test_a_wrong_day_says_what_to_do(
    owner: Client, notebook: Notebook, kind: str, form: dict[str, str], said: str
) -> None:
    answer = owner.post(f"/clients/{notebook.pierre.pk}/attente/{kind}/", form)
    assert answer.status_code == 422
    assert said in body(answer).replace("&#x27;", "'")
    with scope(business=notebook.business):
        assert not Hold.objects.exists()


def test_a_new_customer_and_a_phone_with_a_digit_missing(owner: Client, notebook: Notebook) -> None:
    answer = owner.post("/clients/nouveau/", {"name": "Mme Jeanne", "phone": "6 77 12 34 5"})
    page = body(answer)
    assert answer.status_code == 422
    assert 'value="6 77 12 34 5"' in page
    assert 'id="id_phone-note"' in page
    page = body(owner.post("/clients/nouveau/", {"name": "Mme Jeanne", "phone": "677123456"}, follow=True))
    assert "Mme Jeanne est dans le cahier." in page
    assert "6 77 12 34 56" in page


def test_the_same_phone_is_said_never_merged(owner: Client, notebook: Notebook) -> None:
    owner.post("/clients/nouveau/", {"name": "Mme Paulette", "phone": "699112233"})
    page = body(owner.get(f"/clients/{notebook.pierre.pk}/"))
    assert "Même téléphone" in page
    assert "Mme Paulette" in page


def test_the_card_is_corrected(owner: Client, notebook: Notebook) -> None:
    form = {
        "civility": "Monsieur",
        "first_name": "Pierre",
        "last_name": "Mbarga",
        "informal": "on",
        "is_consumer": "no",
        "notes": "Paie le vendredi.",
    }
    page = body(owner.post(f"/clients/{notebook.pierre.pk}/fiche/", form, follow=True))
    assert "Mr Pierre Mbarga" in page
    assert "Paie le vendredi." in page
    with scope(business=notebook.business):
        notebook.pierre.refresh_from_db()
    assert (notebook.pierre.informal, notebook.pierre.is_consumer) == (True, False)


def test_contacts_are_added_corrected_dead_removed(owner: Client, notebook: Notebook) -> None:
    base = f"/clients/{notebook.rose.pk}/contact/"
    assert "Ajouté" in body(owner.post(base, {"value": "677998811"}, follow=True))
    with scope(business=notebook.business):
        point = ContactPoint.objects.get(customer=notebook.rose)
    assert owner.post(f"{base}{point.pk}/", {"value": "67799"}).status_code == 422
    owner.post(f"{base}{point.pk}/", {"value": "677998822"})
    owner.post(f"{base}{point.pk}/", {"do": "dead"})
    with scope(business=notebook.business):
        point.refresh_from_db()
    assert (point.value, point.state) == ("+237677998822", "dead")
    assert "Ne marche pas" in body(owner.get(f"/clients/{notebook.rose.pk}/"))
    owner.post(f"{base}{point.pk}/", {"do": "remove"})
    with scope(business=notebook.business):
        assert not ContactPoint.objects.filter(customer=notebook.rose).exists()


def test_a_number_added_from_the_morning_comes_back_to_it(owner: Client, notebook: Notebook) -> None:
    address = f"/clients/{notebook.rose.pk}/contact/?retour=/"
    assert owner.post(address, {"value": "677998811", "retour": "/"})["Location"] == "/"
    outside = owner.post(address, {"value": "677998812", "retour": "https://ailleurs.example/"})
    assert outside["Location"] in ("/", f"/clients/{notebook.rose.pk}/")


def test_history_goes_back_without_gap_or_repeat(owner: Client, notebook: Notebook) -> None:
    with scope(business=notebook.business):
        for _ in range(40):  # all at the same instant: only the ids tell them apart
            record_payment(
                business=notebook.business, customer=notebook.pierre, amount=10, received_on=DAY, now=_now()
            )
        whole = [(h.source, h.id) for h in history(notebook.pierre, size=500).rows]
        seen, before = [], ""
        while True:
            page = history(notebook.pierre, before, 7)
            seen += [(h.source, h.id) for h in page.rows]
            before = page.before
            if not before:
                break
    assert seen == whole
    assert len(seen) == len(set(seen)) >= 43
    first = body(owner.get(f"/clients/{notebook.pierre.pk}/"))
    link = re.search(r'href="(/clients/\d+/histoire/\?avant=[^"]+)"', first)
    assert link
    assert "L’histoire" in body(owner.get(link[1]))
    rows = body(owner.get(link[1], headers={"HX-Request": "true"}))
    assert "<html" not in rows
    assert "<li" in rows


def test_readers_look_and_do_not_act(client: Client, notebook: Notebook) -> None:
    reader = enter(client, notebook.business, "readonly")
    page = body(reader.get(f"/clients/{notebook.pierre.pk}/"))
    assert "Doit en tout" in page
    for word in ("Encaisser", "Noter", "Corriger", "Annuler ce paiement"):
        assert word not in page
    assert "/clients/nouveau/" not in body(reader.get("/clients/"))
    for address in _addresses(notebook.pierre.pk):
        assert reader.post(address).status_code == 403
    with scope(business=notebook.business):
        assert not Hold.objects.exists()
        assert not Event.objects.filter(kind="customer_changed").exists()


def test_another_shop_is_not_found(client: Client, notebook: Notebook) -> None:
    enter(client, open_business(name="Autre", country="SN", now=now()), "owner")
    pk = notebook.pierre.pk
    for address in ("", "histoire/", "fiche/", "paiement/", "contact/", "attente/promise/"):
        assert client.get(f"/clients/{pk}/{address}").status_code == 404
    for address in _addresses(pk):
        if address != "/clients/nouveau/":
            assert client.post(address, {"day": "2026-06-08", "amount": "5"}).status_code == 404
    assert "Tonton" not in body(client.get("/clients/"))


def test_as_many_queries_for_few_and_for_many(owner: Client, notebook: Notebook) -> None:
    addresses = ("/clients/", "/clients/?voir=late", f"/clients/{notebook.pierre.pk}/")
    for address in addresses:
        owner.get(address)
    few = [_queries(owner, address) for address in addresses]
    many(notebook.business, 60)
    assert [_queries(owner, address) for address in addresses] == few
    assert max(few) <= 40


def _addresses(pk: int) -> tuple[str, ...]:
    return (
        "/clients/nouveau/",
        f"/clients/{pk}/fiche/",
        f"/clients/{pk}/paiement/",
        f"/clients/{pk}/paiement/1/",
        f"/clients/{pk}/contact/",
        f"/clients/{pk}/contact/1/",
        f"/clients/{pk}/attente/dispute/",
        f"/clients/{pk}/attente/1/fin/",
    )


def _now() -> datetime:
    return datetime.fromisoformat(NOW)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
