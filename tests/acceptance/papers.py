"""Quotes and what comes from them, driven by commands: files written, links opened as a customer's browser does."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests.acceptance.shop import Answer, Shop

Plain = dict[str, Any]


def asked(**changes: Any) -> Plain:
    """A quote of two lines for « Mme Lise Jalème », 1 690,00 € without VAT."""
    return {
        "customer": "Mme Lise Jalème",
        "prices": "ht",
        "lines": [
            {"label": "Split mural 12 000 BTU", "quantity": 2, "unit_price": "690"},
            {"label": "Pose", "quantity": "1", "unit_price": "310"},
        ],
        **changes,
    }


def with_customer(shop: Shop, *options: str, email: str = "lise@exemple.fr") -> Shop:
    """« Mme Lise Jalème », a consumer with an e-mail unless `options` say otherwise."""
    reach = ("--email", email) if email else ()
    shop.data("customer", "add", "--name", "Mme Lise Jalème", *reach, *options)
    return shop


def draft(shop: Shop, at: str | None = None, **changes: Any) -> Plain:
    """A draft of `asked`."""
    name = f"devis-{len(list(shop.folder.iterdir()))}.json"
    path = shop.write(json.dumps(asked(**changes)), name)
    made: Plain = shop.data("quote", "create", "--file", path, at=at)
    return made


def sent(shop: Shop, at: str | None = None, **changes: Any) -> Plain:
    """A quote sent."""
    made = draft(shop, at, **changes)
    found: Plain = shop.data("quote", "send", str(made["id"]), at=at)
    return found


def path_of(link: str) -> str:
    """« /d/… »."""
    return urlsplit(link).path


def browse(link: str, under: str = "") -> Any:
    """The page, or what stands under it."""
    found = Client().get(f"{path_of(link)}{under}")
    return found


def post(link: str, act: str, **fields: str) -> Any:
    """One act of the customer, with the checks that a real browser meets."""
    found = Client(enforce_csrf_checks=True).post(f"{path_of(link)}/{act}", fields)
    return found


def refused(answer: Answer) -> str:
    """The sentence of a refusal."""
    assert answer.code == 1, answer
    return answer.err
