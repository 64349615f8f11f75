"""The door of the API: keys, scopes, roles, other businesses, and the same answer to the same request (M56, M57)."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django_scopes import scope

from kaye.actions.answered_once import begin
from kaye.actions.api_key import make_key, revoke_key
from kaye.actions.open_business import open_business
from kaye.actions.refusal import Refusal
from kaye.records.models import ApiKey, Business, Customer, IdempotentAnswer
from tests.api.conftest import NOW, PAPERS, program

pytestmark = pytest.mark.django_db
PASCAL = {"name": "M. Pascal Bellance"}


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer kaye_wrong", "Basic kaye_wrong", "Bearer " + "x" * 5000]
)
def test_without_a_live_key_nobody_learns_anything(firm: Business, token: str) -> None:
    for path in ("customers", "invoices/1", "openapi.json", "nowhere"):
        found = Client().get(f"/api/v1/{path}", headers={"Authorization": token} if token else {})
        if path == "nowhere":
            assert found.status_code == 404
            continue
        assert found.status_code == 401 and found["WWW-Authenticate"] == "Bearer"
        assert (
            found["Content-Type"].startswith("application/problem+json")
            and "Bearer" in found.json()["detail"]
        )


def test_a_key_is_kept_as_a_hash_and_taken_back_at_once(firm: Business) -> None:
    caller = program(firm)
    assert caller.call("GET", "customers").status_code == 200
    with scope(business=firm):
        key = ApiKey.objects.get()
        assert caller.token not in (key.key_hash, key.prefix) and caller.token.startswith(key.prefix)
        assert key.last_used_at is not None
        revoke_key(business=firm, key=key, now=NOW)
    assert caller.call("GET", "customers").status_code == 401


@pytest.mark.parametrize("scopes", [[], ["invoices:sing"], ["invoices"]])
def test_a_key_opens_something_that_exists(firm: Business, scopes: list[str]) -> None:
    with scope(business=firm), pytest.raises(Refusal):
        make_key(business=firm, name="x", scopes=scopes, now=NOW)


def test_a_scope_opens_one_resource_and_writing_reads(firm: Business) -> None:
    reader = program(firm, ("customers:read",))
    assert reader.call("GET", "customers").status_code == 200
    refused = reader.call("POST", "customers", PASCAL)
    assert refused.status_code == 403 and "customers:write" in refused.json()["detail"]
    assert reader.call("GET", "invoices").status_code == 403
    assert program(firm, ("customers:write",)).call("GET", "customers").status_code == 200


def test_a_role_bounds_what_a_key_may_do(firm: Business) -> None:
    owner, staff, reader = program(firm), program(firm, role="staff"), program(firm, role="readonly")
    made = owner.ok("POST", "customers", PASCAL)
    lines = [{"label": "Pose", "unit_price": "100"}]
    draft = staff.ok("POST", "invoices", {"customer": made["id"], "lines": lines})
    staff.ok("POST", f"invoices/{draft['id']}/issue")
    refused = staff.call("POST", f"invoices/{draft['id']}/credit", {"reason": "Geste"})
    assert (refused.status_code, refused.json()["code"]) == (403, "role")
    assert reader.call("POST", "customers", PASCAL).status_code == 403
    assert reader.call("GET", f"invoices/{draft['id']}").status_code == 200


def test_another_business_is_not_found(firm: Business) -> None:
    shop = program(firm)
    made = shop.ok("POST", "customers", PASCAL)
    other = program(open_business(name="Chez Moussa", country="CM", now=NOW))
    for path in (
        f"customers/{made['id']}",
        "customers/999999",
        "invoices/F2026-0001",
        "subscriptions/1",
        "sales/1",
    ):
        found = other.call("GET", path)
        assert (found.status_code, found.json()["code"]) == (404, "not_found")
    assert other.ok("GET", "customers")["items"] == []


def test_the_same_key_gives_the_same_answer_and_does_it_once(firm: Business) -> None:
    shop = program(firm)
    first = shop.call("POST", "customers", PASCAL, key="commande-1")
    again = shop.call("POST", "customers", PASCAL, key="commande-1")
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    other = shop.call("POST", "customers", {"name": "Mme Lise"}, key="commande-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    wrong = [shop.call("POST", "customers", {"name": ""}, key="vide") for _ in range(2)]
    assert [each.status_code for each in wrong] == [422, 422] and wrong[0].json() == wrong[1].json()
    with scope(business=firm):
        assert Customer.objects.count() == 1
        said = b"POST /api/v1/customers\n" + json.dumps(PASCAL).encode()
        begin(business=firm, key=f"{ApiKey.objects.get().pk}:en-cours", said=said, now=NOW)
    running = shop.call("POST", "customers", PASCAL, key="en-cours")
    assert (running.status_code, running.json()["code"]) == (409, "running")


def test_an_answer_is_forgotten_after_seven_days(firm: Business) -> None:
    shop = program(firm)
    shop.ok("POST", "customers", PASCAL, key="vieille")
    with scope(business=firm):
        IdempotentAnswer.objects.update(created_at=NOW - timedelta(days=8))
    assert shop.call("POST", "customers", {"name": "Mme Lise"}, key="vieille").status_code == 201


def test_money_and_numbers_ask_for_a_key(firm: Business) -> None:
    shop = program(firm)
    made = shop.ok("POST", "customers", PASCAL)
    draft = shop.ok(
        "POST", "invoices", {"customer": made["id"], "lines": [{"label": "Pose", "unit_price": "1"}]}
    )
    for path, body in (
        (f"invoices/{draft['id']}/issue", None),
        ("sales", {"kind": "cash", "lines": [{"name": "Riz", "unit_price": "1"}]}),
    ):
        found = shop.call("POST", path, body, key=None)
        assert (found.status_code, found.json()["code"]) == (400, "idempotency_key")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_sell_once(firm: Business) -> None:
    shop = program(firm)
    body = {"kind": "cash", "lines": [{"name": "Riz", "unit_price": "25"}]}
    answers: list[int] = []

    def ask() -> None:
        answers.append(shop.call("POST", "sales", body, key="vente-1").status_code)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(answers) <= {201, 409} and 201 in answers
    assert len(shop.ok("GET", "sales")["items"]) == 1


def test_lists_go_on_from_an_opaque_cursor(firm: Business) -> None:
    shop = program(firm)
    for n in range(5):
        shop.ok("POST", "customers", {"name": f"Client {'ABCDE'[n]}"})
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        piece = shop.ok("GET", f"customers?limit=2&cursor={cursor}")
        seen += [row["name"] for row in piece["items"]]
        cursor = piece["next"]
    assert seen == [f"Client {letter}" for letter in "EDCBA"]
    for query in ("limit=201", "limit=0", "limit=x", "cursor=zzz", "cursor=%00"):
        assert shop.call("GET", f"customers?{query}").status_code == 422


@pytest.mark.parametrize(
    "body", ["{", "[]", '"x"', b"\xff\xfe", '{"name": 3}', '{"name": "A", "colour": 1}', "null"]
)
def test_a_body_that_cannot_be_read_is_said_in_french(firm: Business, body: Any) -> None:
    found = program(firm).call("POST", "customers", body)
    said = found.json()
    assert found.status_code in (400, 422) and said["status"] == found.status_code and said["detail"]
    assert PAPERS["legal_name"] not in found.content.decode()


def test_constant_queries_whatever_the_list(firm: Business, django_assert_max_num_queries: Any) -> None:
    shop = program(firm)
    for n in range(6):
        shop.ok("POST", "sales", {"kind": "cash", "lines": [{"name": f"Article {n}", "unit_price": "1"}]})
    with django_assert_max_num_queries(12):
        shop.ok("GET", "sales?limit=2")
    with django_assert_max_num_queries(12):
        shop.ok("GET", "sales?limit=6")
