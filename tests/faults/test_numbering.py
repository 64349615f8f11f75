"""Eight processes, 10 % of rollbacks, kills: no gap, no twin (M8). `KAYE_NUMBERING` invoices each, few by default."""

import os
from pathlib import Path

import pytest

from tests.faults.ground import model_ground
from tests.faults.numbering import PROCESSES, run, settled


@pytest.mark.db_both
def test_m08_no_gap_and_no_twin_under_rollbacks_and_kills(tmp_path: Path) -> None:
    each = int(os.environ.get("KAYE_NUMBERING", "6"))
    with model_ground(tmp_path / "home", os.environ.get("DATABASE_URL", ""), 20, 50) as ground:
        report = run(settled(ground), each)
    assert (report.issued, report.gaps, report.twins, report.violations) == (PROCESSES * each, 0, 0, 0)
