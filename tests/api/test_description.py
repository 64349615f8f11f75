"""The API against its own description: no fault of ours, no answer that it does not announce, as three roles."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kaye.records.models import Business
from tests.api.conftest import Program, program

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
EXAMPLES = int(os.environ.get("KAYE_API_EXAMPLES", "2"))  # of each operation, for each role
JUDGED = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@contextmanager
def base_kept_open() -> Iterator[None]:
    """Between two calls of another client than Django's own, which does the same around each of its calls."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


def described(caller: Program) -> Any:
    headers = {"Authorization": f"Bearer {caller.token}"}
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), headers=headers)


def furnish(owner: Program) -> None:
    """One of each thing, so that what is asked for may exist."""
    who = owner.ok("POST", "customers", {"name": "M. Pascal Bellance", "phone": "0690112233"})
    lines = [{"label": "Pose", "unit_price": "100"}]
    draft = owner.ok("POST", "invoices", {"customer": who["id"], "lines": lines})
    owner.ok("POST", f"invoices/{draft['id']}/issue")
    owner.ok("POST", "quotes", {"customer": who["id"], "lines": lines})
    owner.ok("POST", "payments", {"customer": who["id"], "amount": "10"})
    owner.ok("POST", "subscriptions", {"customer": who["id"], "lines": lines, "start": "2026-06-01"})


@pytest.mark.parametrize("role", ["owner", "staff", "readonly"])
def test_every_answer_is_announced(firm: Business, role: str) -> None:
    furnish(program(firm))
    caller = program(firm, role=role)
    asked: set[str] = set()
    with base_kept_open():
        for found in described(caller).get_all_operations():
            operation = found.ok()

            @given(case=operation.as_strategy())
            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: Any) -> None:
                asked.add(f"{case.method} {case.path}")
                case.headers = {
                    **(case.headers or {}),
                    "Authorization": f"Bearer {caller.token}",
                    "Idempotency-Key": os.urandom(8).hex(),
                }
                case.call_and_validate(checks=JUDGED)

            ask()
    assert len(asked) >= 40


def test_every_operation_says_what_it_does(firm: Business) -> None:
    said = program(firm).ok("GET", "openapi.json")
    assert said["openapi"].startswith("3.1")
    operations = [each for path in said["paths"].values() for each in path.values()]
    assert len(operations) >= 40
    for each in operations:
        assert {"401", "403", "404", "422"} <= set(each["responses"]), each["operationId"]
