"""Two shops and their clock. Tests of actions run on the real database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.records.models import Business

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)  # a Friday, 10:00 in Douala


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def shop(db: None) -> Iterator[Business]:
    """« Chez Moussa », Douala, in FCFA; its scope is open for the test."""
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business):
        yield business


@pytest.fixture
def firm(db: None) -> Iterator[Business]:
    """« Clim'Antilles », Guadeloupe, in euros."""
    business = open_business(name="Clim'Antilles", country="GP", now=NOW)
    with scope(business=business):
        yield business


@pytest.fixture
def in_scope() -> Iterator[Callable[[Business], None]]:
    """Open the walls of a business until the end of the test."""
    with ExitStack() as opened:
        yield lambda business: opened.enter_context(scope(business=business))
