"""Payments and plans through the API: the shapes of the commands (M60)."""

from typing import Any

import pytest

from tests.api.conftest import Program

pytestmark = pytest.mark.django_db


def invoice(shop: Program, price: str = "100") -> Any:
    who = shop.ok("POST", "customers", {"name": "M. Pascal Bellance", "is_consumer": False})
    lines = [{"label": "Pose", "unit_price": price}]
    draft = shop.ok("POST", "invoices", {"customer": who["id"], "prices": "ttc", "lines": lines})
    return shop.ok("POST", f"invoices/{draft['id']}/issue")


def test_a_payment_settles_and_is_taken_back(shop: Program) -> None:
    paper = invoice(shop)
    body = {
        "customer": paper["customer"]["id"],
        "amount": "60,50",
        "method": "transfer",
        "debts": [paper["number"]],
    }
    done = shop.ok("POST", "payments", body, key="virement-1")
    assert done["allocations"] == [
        {
            "ref": paper["number"],
            "instalment": 1,
            "amount": {"minor": 6_050, "currency": "EUR", "text": "60,50\xa0€"},
            "balance_after": {"minor": 3_950, "currency": "EUR", "text": "39,50\xa0€"},
        }
    ]
    assert shop.ok("POST", "payments", body, key="virement-1") == done
    assert shop.ok("GET", f"invoices/{paper['number']}")["state"] == "partly_paid"
    number = done["payment"]["id"]
    back = shop.ok("POST", f"payments/{number}/reverse", {"reason": "Erreur"})
    assert (back["payment"]["state"], back["balance"]["minor"]) == ("reversed", 10_000)
    assert [row["payment"]["id"] for row in shop.ok("GET", "payments")["items"]] == [number]
    assert shop.ok("GET", f"payments/{number}") == back


def test_a_plan_is_agreed_and_cancelled(shop: Program) -> None:
    paper = invoice(shop)
    body = {"customer": paper["customer"]["id"], "count": 3, "first": "2026-05-31"}
    made = shop.ok("POST", "plans", body)
    assert [(row["due_on"], row["amount"]["minor"]) for row in made["instalments"]] == [
        ("2026-05-31", 3_334),
        ("2026-06-30", 3_333),
        ("2026-07-31", 3_333),
    ]
    assert shop.ok("GET", f"plans/{made['id']}")["instalments"] == made["instalments"]
    gone = shop.ok("POST", f"plans/{made['id']}/cancel")
    assert gone["state"] == "cancelled"
    assert shop.ok("GET", "plans")["items"] == [gone]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"amount": "x"}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"amount": "5", "on": "demain"}, "on"),
        ({"amount": "5", "customer": "Personne"}, "customer"),
        ({"amount": "5", "method": "troc"}, "method"),
    ],
)
def test_a_wrong_payment_is_refused(shop: Program, body: dict[str, Any], place: str) -> None:
    who = shop.ok("POST", "customers", {"name": "M. Pascal"})
    found = shop.call("POST", "payments", {"customer": who["id"], **body})
    assert found.status_code == 422 and any(each.startswith(place) for each in found.json()["fields"])
