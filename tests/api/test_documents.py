"""Quotes and invoices through the API: the shapes of the commands."""

from typing import Any

import pytest

from tests.api.conftest import Program

pytestmark = pytest.mark.django_db
LINES = [{"label": "Pose d'une clim", "quantity": "2", "unit_price": "600,00"}]


def customer(shop: Program, name: str = "M. Pascal Bellance") -> int:
    made = shop.ok("POST", "customers", {"name": name, "phone": "0690112233", "is_consumer": False})
    return int(made["id"])


def draft(shop: Program, **more: Any) -> Any:
    return shop.ok("POST", "invoices", {"customer": customer(shop), "prices": "ht", "lines": LINES, **more})


def test_an_invoice_from_draft_to_paper(shop: Program) -> None:
    made = draft(shop)
    assert (made["state"], made["number"], made["totals"]["ttc"]["minor"]) == ("draft", None, 130_200)
    changed = shop.ok(
        "PUT", f"invoices/{made['id']}", {"version": made["version"], "lines": [{**LINES[0], "quantity": 1}]}
    )
    assert changed["totals"]["ttc"]["minor"] == 65_100
    stale = shop.call("PUT", f"invoices/{made['id']}", {"version": made["version"], "lines": LINES})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    issued = shop.ok("POST", f"invoices/{made['id']}/issue")
    assert (issued["number"], issued["state"], issued["due_on"]) == ("F2026-0001", "issued", "2026-06-21")
    paper = shop.call("GET", "invoices/F2026-0001/pdf")
    assert (
        paper.status_code == 200
        and paper["Content-Type"] == "application/pdf"
        and paper.content[:5] == b"%PDF-"
    )
    sent = shop.ok("POST", "invoices/F2026-0001/send", {})
    assert sent["state"] == "proposed" and sent["link"].startswith("https://wa.me/")
    assert [row["number"] for row in shop.ok("GET", "invoices?state=open")["items"]] == ["F2026-0001"]
    note = shop.ok(
        "POST", "invoices/F2026-0001/credit", {"reason": "Geste", "amount": "108,50", "vat": "8.5"}
    )
    assert (note["kind"], note["number"], note["totals"]["ttc"]["minor"]) == (
        "credit_note",
        "A2026-0001",
        10_850,
    )
    assert shop.ok("GET", "invoices/F2026-0001")["totals"]["balance"]["minor"] == 54_250
    assert [row["number"] for row in shop.ok("GET", "credit-notes")["items"]] == ["A2026-0001"]
    gone = shop.call("DELETE", "invoices/F2026-0001")
    assert gone.status_code == 422 and gone["Content-Type"].startswith("application/problem+json")


def test_a_quote_to_its_invoice(shop: Program) -> None:
    quote = shop.ok("POST", "quotes", {"customer": customer(shop), "lines": LINES, "deposit": "30%"})
    sent = shop.ok("POST", f"quotes/{quote['id']}/send", {})
    number = sent["document"]["number"]
    assert number == "D2026-0001" and sent["document"]["state"] == "sent"
    accepted = shop.ok("POST", f"quotes/{number}/accept", {"name": "Pascal Bellance"})
    assert accepted["state"] == "accepted"
    assert shop.ok("GET", "orders")["items"][0]["source"] == number
    deposit = shop.ok("POST", "invoices", {"quote": number, "part": "deposit"})
    assert (deposit["kind"], deposit["totals"]["ttc"]["minor"]) == ("deposit", 39_060)
    other = shop.ok("POST", "quotes", {"customer": customer(shop, "Mme Lise"), "lines": LINES})
    shop.ok("POST", f"quotes/{other['id']}/send", {})
    lost = shop.ok("POST", f"quotes/{other['id']}/decline", {"reason": "price"})
    assert (lost["state"], lost["reason"]) == ("declined", "price")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"lines": [{"label": "Pose", "quantity": "x", "unit_price": "1"}]}, "lines.0.quantity"),
        ({"lines": [{"label": "Pose", "unit_price": 1.5}]}, "lines.0.unit_price"),
        ({"lines": LINES, "terms": "400"}, "terms"),
        ({"lines": LINES, "colour": "red"}, "colour"),
        ({"lines": LINES, "customer": "Personne"}, "customer"),
    ],
)
def test_what_is_wrong_is_named(shop: Program, body: dict[str, Any], place: str) -> None:
    found = shop.call("POST", "invoices", {"customer": customer(shop), **body})
    said = found.json()
    assert found.status_code == 422 and found["Content-Type"].startswith("application/problem+json")
    assert any(each.startswith(place) for each in said["fields"]), said
    assert said["status"] == 422 and said["detail"] and "Error" not in said["detail"]
