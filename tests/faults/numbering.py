"""Many processes that issue invoices at once, with rollbacks and kills: no number missing, none given twice (M8).

`python -m tests.faults.numbering --each 1000 --db sqlite` (or postgres).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.ground import SLUG, Ground, environment, model_ground
from tests.tools.postgres import throwaway_cluster

PROCESSES = 8
_CUSTOMERS = 100


@dataclass(frozen=True, slots=True)
class Report:
    """`gaps`, `twins` and `violations` must be 0."""

    issued: int
    gaps: int
    twins: int
    violations: int
    kills: int
    seconds: float


@contextmanager
def office(engine: str, home: Path) -> Iterator[Ground]:
    """A shop with its identity and customers, on a base of its own."""
    if engine == "sqlite":
        with model_ground(home, "", _CUSTOMERS, 50) as ground:
            yield settled(ground)
        return
    with throwaway_cluster() as cluster, model_ground(home, cluster, _CUSTOMERS, 50) as ground:
        yield settled(ground)


def run(ground: Ground, each: int, processes: int = PROCESSES) -> Report:
    """`each` invoices by every process, all at once."""
    started = time.monotonic()
    kills = _work(ground, each, processes)
    numbers = [row[0] for row in ground.ask("SELECT number FROM records_document WHERE number <> ''")]
    ranks = Counter(int(number.rpartition("-")[2]) for number in numbers)
    checked = ground.start("check", "--business", SLUG, "--json")
    out, err = checked.communicate(timeout=600)
    assert out, err[-3000:]
    return Report(
        issued=len(numbers),
        gaps=len(set(range(1, max(ranks) + 1)) - set(ranks)),
        twins=sum(count - 1 for count in ranks.values()),
        violations=len(json.loads(out)["violations"]),
        kills=kills,
        seconds=round(time.monotonic() - started, 1),
    )


def settled(ground: Ground) -> Ground:
    words = [w for pair in ("legal_name=Essai", "address=Jarry", "siren=732829320") for w in ("--set", pair)]
    ground.kaye("settings", "--business", SLUG, *words)
    return ground


def _work(ground: Ground, each: int, processes: int) -> int:
    command = [sys.executable, "-m", "tests.faults.issue_many", str(each), str(processes)]
    done = subprocess.run(command, env=ground.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-3000:])
    return int(done.stdout)


def main() -> None:
    """Print one report as JSON; exit 1 when a number is missing or given twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kaye-numbers-") as folder:
        home = Path(folder) / "home"
        os.environ.update(environment(home, ""))
        with office(asked.db, home) as ground:
            report = run(ground, asked.each)
    print(json.dumps(asdict(report)))
    if report.gaps or report.twins or report.violations:
        sys.exit(1)


if __name__ == "__main__":
    main()
