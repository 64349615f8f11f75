"""A firm, its keys, and a program that asks."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.api_key import make_key
from kaye.actions.change_papers import change_papers
from kaye.actions.open_business import open_business
from kaye.records.models import Business
from kaye.rules.scopes import SCOPES

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
PAPERS = {"legal_name": "Clim SARL", "address": "ZI de Jarry", "siren": "732829320"}


@dataclass(slots=True)
class Program:
    """A caller with one key."""

    token: str
    business: Business
    _count: int = 0

    def call(self, verb: str, path: str, body: Any = None, key: str | None = "", **headers: str) -> Any:
        """`key`: the idempotency key; a new one for each call when empty, none when None."""
        given = {"Authorization": f"Bearer {self.token}", **headers}
        if key == "":
            self._count += 1
            key = f"essai-{self._count}"
        if key is not None:
            given["Idempotency-Key"] = key
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        return Client().generic(verb, f"/api/v1/{path}", data, content_type="application/json", headers=given)

    def ok(self, verb: str, path: str, body: Any = None, **more: Any) -> Any:
        """The JSON of an answer that must go well."""
        found = self.call(verb, path, body, **more)
        assert found.status_code in (200, 201, 204), (path, found.status_code, found.content.decode())
        return found.json() if found.content else None


Maker = Callable[..., Program]


@pytest.fixture
def firm(db: None, monkeypatch: pytest.MonkeyPatch) -> Business:
    """« Clim'Antilles », able to invoice."""
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Clim'Antilles", country="GP", now=NOW)
    with scope(business=business):
        change_papers(business=business, given=PAPERS, now=NOW)
    return business


def program(business: Business, scopes: tuple[str, ...] = SCOPES, role: str = "owner") -> Program:
    with scope(business=business):
        _, token = make_key(business=business, name="Boutique en ligne", scopes=scopes, role=role, now=NOW)
    return Program(token, business)


@pytest.fixture
def shop(firm: Business) -> Program:
    """The key that opens everything."""
    return program(firm)
