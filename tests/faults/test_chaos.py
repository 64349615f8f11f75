"""A short day of random bad luck; `python -m tests.faults.chaos` makes longer ones."""

import pytest

from tests.faults import chaos
from tests.tools.plugin import engine

MESSAGES = 200


@pytest.mark.db_both
def test_random_kills_lose_and_repeat_nothing() -> None:
    with chaos.models(engine(), MESSAGES) as model:
        report = chaos.run(model, MESSAGES, seed=7, kills=6, restarts=1)
    assert report.is_clean, report
    assert report.sent + report.uncertain + report.stopped >= MESSAGES
    assert report.stopped, "no stop came in time: nothing was proven about them"
