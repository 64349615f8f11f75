"""What a phone sends back: of nobody else, of no other shop, no other role, and nothing that a form would not hold."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope

from kaye.records.models import Member, OfflineAct, Sale
from kaye.web.shell.place import place_of
from tests.web.people import BACKEND, NOW, Shop, enter, hire, open_shop

URL = "/hors-ligne/"


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


def sale(**other: object) -> dict[str, object]:
    line = {"name": "Savon", "quantity": 1, "price": "500", "product": ""}
    told = {"kind": "sale", "made_at": "2026-05-22T08:00:00Z", "data": {"kind": "cash", "lines": [line]}}
    return {"uuid": str(uuid4()), **told, **other}


def post(client: Client, place: str, *acts: object) -> Any:
    return client.post(URL, json.dumps({"place": place, "acts": acts}), content_type="application/json")


def place(shop: Shop) -> str:
    return place_of(Member.objects.filter(business=shop.business).latest("pk"))


def test_it_arrives_once(client: Client, shop: Shop) -> None:
    enter(client, shop.business)
    act = sale()
    for _ in range(2):
        (told,) = post(client, place(shop), act).json()["acts"]
        assert (told["uuid"], told["state"]) == (act["uuid"], "applied")
    with scope(business=shop.business):
        assert Sale.objects.count() == 1


def test_not_of_somebody_else(client: Client, shop: Shop) -> None:
    """Kept by one member, sent by the session of another, or by the same person in another shop."""
    other = open_shop("Ailleurs")
    enter(client, shop.business)
    mine = place(shop)
    client.force_login(hire(other.business, "staff", "autre@x.example"), BACKEND)
    assert post(client, mine, sale()).status_code == 409
    assert post(client, "", sale()).status_code == 409
    client.logout()
    assert post(client, mine, sale()).status_code == 401
    for each in (shop, other):
        with scope(business=each.business):
            assert not OfflineAct.objects.exists() and not Sale.objects.exists()


def test_the_same_id_in_two_shops_is_two_acts(client: Client, shop: Shop) -> None:
    act, other = sale(), open_shop("Ailleurs")
    for each in (shop, other):
        fresh = enter(Client(), each.business, "owner") if each is shop else Client()
        if each is other:
            fresh.force_login(hire(other.business, "owner", "autre@x.example"), BACKEND)
        assert post(fresh, place(each), act).json()["acts"][0]["state"] == "applied"
        with scope(business=each.business):
            assert Sale.objects.count() == 1


def test_who_only_reads_sends_nothing(client: Client, shop: Shop) -> None:
    enter(client, shop.business, "readonly")
    assert post(client, place(shop), sale()).status_code == 403
    with scope(business=shop.business):
        assert not OfflineAct.objects.exists()


def test_without_the_token_of_the_site_nothing_enters(shop: Shop) -> None:
    client = enter(Client(enforce_csrf_checks=True), shop.business)
    assert post(client, place(shop), sale()).status_code == 403


HOSTILE = (
    b"", b"[", b"[]", b'{"acts": 1}', b'{"acts": [1]}', b"[" * 100_000, b"\xff\x00",
    json.dumps({"acts": [sale()] * 101}).encode(),
    json.dumps({"acts": [sale(uuid="x")]}).encode(),
    json.dumps({"acts": [sale(made_at="hier")]}).encode(),
    json.dumps({"acts": [sale(made_at="2026-05-22T08:00:00")]}).encode(),
    json.dumps({"acts": [sale(data={"kind": "cash\x00"})]}).encode(),
    json.dumps({"acts": [sale(data={"name": "x" * 70_000})]}).encode(),
)  # fmt: skip


def test_what_no_phone_sends_is_refused(client: Client, shop: Shop) -> None:
    enter(client, shop.business)
    for body in HOSTILE:
        assert client.post(URL, body, content_type="application/json").status_code == 400, body[:80]
    assert client.post(URL, b" " * 1_000_001, content_type="application/json").status_code == 413
    with scope(business=shop.business):
        assert not OfflineAct.objects.exists()


def test_the_worker_is_a_script_of_the_root_and_says_nothing(client: Client, shop: Shop) -> None:
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    assert "Kaye-Place" not in answer
    assert enter(client, shop.business).get("/")["Kaye-Place"] == place(shop)
    assert client.get("/sw.js").content == answer.content
    assert client.post("/sw.js").status_code == 405


def test_the_worker_keeps_what_pages_need_to_look_as_they_do(client: Client, shop: Shop) -> None:
    client = enter(client, shop.business)
    kept = client.get("/sw.js").content.decode().split("const SHELL = ", 1)[1].split(";", 1)[0]
    for page in ("/", "/vendre/", f"/clients/{shop.solange.pk}/", f"/clients/{shop.solange.pk}/paiement/"):
        asked = re.findall(
            r'(?:src|href)="(/static/[^"]+\.(?:js|css|webmanifest|svg))"', client.get(page).content.decode()
        )
        assert set(asked) <= set(json.loads(kept)), page
