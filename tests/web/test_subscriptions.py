"""« Abonnements »: paid or not at a glance, what asks a person, pause, price, stop, a new one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kaye.actions.change_papers import change_papers
from kaye.actions.record_payment import record_payment
from kaye.actions.subscriptions.invoice_due import invoice_due
from kaye.actions.subscriptions.subscribe import subscribe
from kaye.records.models import Subscription
from tests.web.people import NOW, Shop, body, enter, now, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    opened = open_shop()
    with scope(business=opened.business):
        change_papers(
            business=opened.business,
            given={"legal_name": "Chez Moussa", "address": "Akwa", "niu": "P012345678901A", "rccm": "R1"},
            now=now(),
        )
    return opened


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def begin(shop: Shop, months: int, name: str = "Entretien") -> Subscription:
    """A monthly one at 10 000, begun that many months ago and invoiced night after night since."""
    start = date(2026, 5 - months, 1)
    with scope(business=shop.business):
        made = subscribe(
            business=shop.business,
            customer=shop.solange,
            data={
                "name": name,
                "prices": "ttc",
                "lines": [{"label": name, "unit_price": "10000"}],
                "start": start.isoformat(),
                "terms": "8",
            },
            now=now() - timedelta(days=31 * months + 25),
        )
        for month in range(5 - months, 6):
            at = now().replace(month=month, day=1)
            invoice_due(business=shop.business, now=at)
        made.refresh_from_db()
    return made


def test_the_first_time_it_teaches(owner: Client) -> None:
    assert "Commencer un abonnement" in body(owner.get("/documents/abonnements/"))


def test_paid_or_not_at_a_glance(owner: Client, shop: Shop) -> None:
    made = begin(shop, 2)
    page = body(owner.get("/documents/abonnements/"))
    assert "3 périodes en retard" in page and "Suspendre" in page
    with scope(business=shop.business):
        record_payment(
            business=shop.business, customer=shop.solange, amount=30_000, received_on=now().date(), now=now()
        )
    page = body(owner.get("/documents/abonnements/"))
    assert "À jour" in page and "mars" in page and "Payée" in page and "Suspendre" not in page
    page = body(owner.get(f"/documents/abonnements/{made.pk}/"))
    assert "F2026-0003" in page and "1er juin" in page and "10 000" in page


def test_what_it_asks_comes_first_and_is_answered(owner: Client, shop: Shop) -> None:
    first, _ = begin(shop, 1, "Gardiennage"), begin(shop, 0, "Jardin")
    with scope(business=shop.business):
        Subscription.objects.filter(pk=first.pk).update(asks="Relisez ses brouillons.")
    page = body(owner.get("/documents/abonnements/"))
    assert "Attendent une réponse" in page
    assert page.index("Relisez ses brouillons.") < page.index("Jardin")
    owner.post(f"/documents/abonnements/{first.pk}/faire/fait/")
    assert "Relisez ses brouillons." not in body(owner.get("/documents/abonnements/"))


def test_pause_resume_price_and_stop(owner: Client, shop: Shop) -> None:
    made = begin(shop, 0)
    start = f"/documents/abonnements/{made.pk}"
    assert "Mettre en pause" in body(owner.get(f"{start}/faire/pause/"))
    answer = owner.post(f"{start}/faire/pause/", {"start": "2026-05-22", "until": "2026-05-01"})
    assert answer.status_code == 422 and "finit avant de commencer" in body(answer)
    owner.post(f"{start}/faire/pause/", {"start": "2026-05-22", "until": ""})
    page = body(owner.get(f"{start}/"))
    assert "En pause" in page and "Reprendre" in page and ": suspendue" in page.replace("\u202f", " ")
    owner.post(f"{start}/faire/reprendre/", {"on": "2026-05-22"})
    assert "suspendue" not in body(owner.get(f"{start}/"))
    owner.post(f"{start}/faire/prix/", {"line": "1", "unit_price": "12 000", "on": "2026-07-01"})
    assert "12 000" in body(owner.get(f"{start}/"))
    owner.post(f"{start}/faire/arreter/", {"on": "2026-07-31"})
    page = body(owner.get(f"{start}/"))
    assert "31 juillet" in page
    assert owner.get(f"{start}/faire/autre/").status_code == 404


def test_a_new_one(owner: Client, shop: Shop) -> None:
    assert "Tata Solange" in body(owner.get("/documents/abonnements/nouveau/?q=sol"))
    address = f"/documents/abonnements/nouveau/?client={shop.solange.pk}"
    typed = {
        "label": "Entretien", "unit_price": "10 000", "prices": "ttc", "vat": "19.25", "every": "month",
        "start": "2026-06-01", "anchor_day": "", "billing": "advance", "first": "prorate", "auto": "on",
    }  # fmt: skip
    assert owner.get(address).status_code == 200
    refused = owner.post(address, typed | {"unit_price": "dix"})
    assert refused.status_code == 422 and "id_unit_price-note" in body(refused)
    assert "id_term_months-note" in body(owner.post(address, typed | {"tacit": "on"}))
    assert owner.post(address, typed).status_code == 302
    with scope(business=shop.business):
        assert Subscription.objects.get().next_on == date(2026, 6, 1)


def test_who_only_reads(client: Client, shop: Shop) -> None:
    made = begin(shop, 0)
    reader = enter(client, shop.business, "readonly")
    assert "/faire/" not in body(reader.get(f"/documents/abonnements/{made.pk}/"))
    assert reader.get(f"/documents/abonnements/{made.pk}/faire/pause/").status_code == 403
    assert reader.get("/documents/abonnements/nouveau/").status_code == 403


def test_as_many_queries_for_ten_as_for_one(owner: Client, shop: Shop) -> None:
    begin(shop, 1)
    with CaptureQueriesContext(connection) as one:
        owner.get("/documents/abonnements/")
    for n in range(3):
        begin(shop, 0, f"Autre {n}")
    with CaptureQueriesContext(connection) as many:
        owner.get("/documents/abonnements/")
    assert len(many) == len(one)
