"""Every address of the API with every verb: without a key, with another business's, with a key that only reads."""

import json
from typing import Any

import pytest
from django.http import HttpResponse

from kaye.actions.open_business import open_business
from tests.api.conftest import NOW, Program, program
from tests.security.estate import rows_of
from tests.security.routes import API, Route, api_routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CANARY = "CANARIUS"
# A key leaves a mark of its own use, and of what it asked once.
_MARKS = ("ApiKey", "IdempotentAnswer")
BODIES: dict[str, Any] = {
    "send": {},
    "decline": {"reason": "price"},
    "accept": {"name": "Personne"},
    "extend": {},
    "credit": {"reason": "Essai"},
    "reverse": {"reason": "Essai"},
    "pause": {"from": "2026-06-01"},
    "resume": {"on": "2026-06-01"},
    "price": {"from": "2026-06-01", "line": 1, "unit_price": "1"},
    "stop": {"on": "2026-06-01"},
    "done": {"outcome": "skipped"},
}


def furnished(caller: Program) -> dict[str, str]:
    """One of each thing; the id of it by resource."""
    lines = [{"label": f"Pose {CANARY}", "unit_price": "100"}]
    who = caller.ok("POST", "customers", {"name": f"M. {CANARY}", "email": f"{CANARY}@client.example"})
    ask = {"customer": who["id"], "lines": lines}
    invoice = caller.ok("POST", "invoices", ask)
    caller.ok("POST", f"invoices/{invoice['id']}/issue")
    paid = caller.ok("POST", "payments", {"customer": who["id"], "amount": "10", "reference": CANARY})
    plan = caller.ok("POST", "plans", {"customer": who["id"], "count": 2, "first": "2026-06-01"})
    hook = caller.ok("POST", "webhooks", {"url": f"https://{CANARY.lower()}.example/"})
    sale = {"kind": "cash", "customer": who["id"], "lines": [{"name": f"Riz {CANARY}", "unit_price": "5"}]}
    quote = caller.ok("POST", "quotes", ask)
    return {
        "customers": str(who["id"]),
        "invoices": str(invoice["id"]),
        "quotes": str(quote["id"]),
        "orders": str(quote["id"]),
        "credit-notes": str(invoice["id"]),
        "payments": str(paid["payment"]["id"]),
        "plans": str(plan["id"]),
        "webhooks": str(hook["id"]),
        "products": str(caller.ok("POST", "products", {"name": f"Riz {CANARY}"})["id"]),
        "sales": str(caller.ok("POST", "sales", sale)["id"]),
        "subscriptions": str(caller.ok("POST", "subscriptions", {**ask, "start": "2026-06-01"})["id"]),
        "followups": "1.s1",
    }


def address(route: Route, ids: dict[str, str]) -> str:
    """With the id of its resource in the hole; a new kind of hole fails here."""
    resource = route.pattern.removeprefix(API).split("/")[0]
    assert set(route.holes) <= {"pk", "reference", "item_id"}, route.pattern
    return route.fill(dict.fromkeys(route.holes, ids.get(resource, "1")))


def body_for(path: str, ids: dict[str, str]) -> Any:
    last = path.rstrip("/").split("/")[-1]
    if last in BODIES:
        return BODIES[last]
    return {"customer": ids["customers"], "name": "Essai", "version": 1, "url": "https://exemple.fr/"}


def shows(answer: HttpResponse) -> bool:
    return CANARY.lower() in answer.content.decode(errors="replace").lower() or CANARY in str(answer.headers)


def state(caller: Program) -> dict[str, Any]:
    return {name: rows for name, rows in rows_of(caller.business).items() if name not in _MARKS}


def walk(caller: Program, ids: dict[str, str]) -> list[tuple[str, str, HttpResponse]]:
    found = []
    for route in api_routes():
        path = address(route, ids).removeprefix(f"/{API}")
        for verb in VERBS:
            body = None if verb in ("GET", "DELETE") else json.dumps(body_for(path, ids))
            found.append((verb, path, caller.call(verb, path, body)))
    return found


def test_nobody_gets_anything_without_a_key(firm: Any) -> None:
    owner = program(firm)
    ids, before = furnished(owner), state(owner)
    for verb, path, answer in walk(Program("kaye_nothing", firm), ids):
        assert answer.status_code == 401 and not shows(answer), (verb, path)
    assert state(owner) == before


def test_another_business_finds_nothing(firm: Any) -> None:
    owner = program(firm)
    ids, before = furnished(owner), state(owner)
    other = program(open_business(name="Chez Moussa", country="CM", now=NOW))
    for verb, path, answer in walk(other, ids):
        assert not shows(answer) and answer.status_code < 500, (verb, path, answer.status_code)
        if any(char.isdigit() for char in path):
            assert answer.status_code in (403, 404, 405, 422), (verb, path, answer.status_code)
    assert state(owner) == before


def test_a_key_that_reads_changes_nothing(firm: Any) -> None:
    owner = program(firm)
    ids, reader = furnished(owner), program(firm, role="readonly")
    before = state(owner)
    for verb, path, answer in walk(reader, ids):
        if verb != "GET" and path != "openapi.json":  # the description answers every verb alike
            assert answer.status_code in (403, 404, 405, 422), (verb, path, answer.status_code)
    assert state(owner) == before


def test_the_ids_are_real(firm: Any) -> None:
    owner = program(firm)
    ids = furnished(owner)
    seen = {path.split("/")[0] for verb, path, answer in walk_reading(owner, ids) if shows(answer)}
    assert seen >= {"customers", "invoices", "quotes", "sales", "products", "subscriptions", "payments"}


def walk_reading(caller: Program, ids: dict[str, str]) -> list[tuple[str, str, HttpResponse]]:
    paths = [address(route, ids).removeprefix(f"/{API}") for route in api_routes() if route.holes]
    return [("GET", path, caller.call("GET", path)) for path in paths]
