"""Two shops beside each other; the canaries are in the first."""

from collections.abc import Iterator

import pytest

from tests.api.conftest import firm as firm
from tests.security.estate import Estate, Watch, settle, watched
from tests.web.people import NOW


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)


@pytest.fixture
def ours(db: None, at_noon: None) -> Estate:
    """The shop that must not be seen."""
    return settle("Chez KANARI", "CANARIUS", "694713586")


@pytest.fixture
def theirs(db: None, at_noon: None) -> Estate:
    """The shop of the curious."""
    return settle("Chez Béa", "Voisine", "677334455")


@pytest.fixture
def watch(ours: Estate) -> Iterator[Watch]:
    """Whether its rows change."""
    with watched(ours.business) as watching:
        yield watching
