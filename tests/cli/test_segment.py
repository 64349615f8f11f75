"""`kaye segment`: what may be asked, counted, kept and listed."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.cli.__main__ import root
from tests.actions.conftest import NOW

pytestmark = pytest.mark.django_db


def _run(*words: str) -> Any:
    done = CliRunner().invoke(root, ["segment", *words, "--json"])
    return json.loads(done.stdout) if done.exit_code == 0 else str(done.exception)


def test_customers_are_chosen_counted_and_kept() -> None:
    business = open_business(name="Clim", country="GP", now=NOW, slug="clim")
    with scope(business=business):
        record_customer(
            business=business, now=NOW, name_raw="Hôtel Un", is_consumer=False, email="u@x.example"
        )
        record_customer(business=business, now=NOW, name_raw="Hôtel Deux", is_consumer=False)
        record_customer(business=business, now=NOW, name_raw="Mme Trois", email="t@x.example")
    assert "person:firm" in {each["rule"] for each in _run("facts")["facts"]}
    assert _run("count", "--business", "clim", "--rule", "person:firm") == {"customers": 2}
    kept = _run("keep", "--business", "clim", "--name", "Pros", "--rule", "person:firm")
    assert (kept["name"], kept["customers"]) == ("Pros", 2)
    assert _run("list", "--business", "clim")["segments"] == [
        {"name": "Pros", "rules": ["Type de client : est une entreprise"], "customers": 2}
    ]
    found = _run("count", "--business", "clim", "--name", "pros", "--channel", "email")
    assert found == {"customers": 2, "without_address": 1, "refused": 0, "not_agreed": 0, "leaving": 1}
    everybody = _run("count", "--business", "clim", "--channel", "email")
    assert (everybody["not_agreed"], everybody["leaving"]) == (1, 1)
    assert "dans la liste" in _run("count", "--business", "clim", "--rule", "mood:is:good")
    assert "Aucun segment" in _run("count", "--business", "clim", "--name", "rien")
