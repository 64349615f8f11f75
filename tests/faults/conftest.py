"""A shop whose reminders are due, on the engine of the run, and a server that may fail."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ground import Ground, copy_ground, model_ground
from tests.faults.smtp_server import SmtpServer

EIGHT = 8  # messages in chunks of 3, 3 and 2


@pytest.fixture(scope="session")
def eight_due(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    home = tmp_path_factory.mktemp("model") / "home"
    with model_ground(home, os.environ.get("DATABASE_URL", ""), EIGHT, 3) as model:
        yield model


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept beside the base tells a restored one: a new base beside an old folder looks like that."""
    monkeypatch.setenv("KAYE_HOME", str(tmp_path / "beside"))


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def shop(
    eight_due: Ground, smtp: SmtpServer, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Ground]:
    """Eight reminders due, a hand-over mark every three, sent through `smtp`."""
    with copy_ground(eight_due, tmp_path / "home", f"{request.node.name}_{tmp_path.name}") as ground:
        ground.environment["KAYE_SMTP_URL"] = smtp.url
        yield ground
