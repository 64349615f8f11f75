"""A few hundred deliveries by eight threads; `python -m tests.faults.deliveries` for the ten thousand."""

import pytest

from tests.actions.conftest import NOW
from tests.faults.crowd import run


@pytest.mark.django_db(transaction=True)
def test_a_crowd_of_deliveries_leaves_one_state() -> None:
    report = run(20, 80, NOW)
    assert (report.applied, report.stuck, report.differences) == (20, 0, 0)
