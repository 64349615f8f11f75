"""The same events delivered many times, shuffled, by many threads at once: one final state (C10, C12).

`python -m tests.faults.deliveries --events 2000 --deliveries 10000 --db sqlite` (or postgres).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.faults.ground import environment
from tests.tools.postgres import throwaway_cluster


def delivered(engine: str, events: int, deliveries: int) -> dict[str, Any]:
    """The report of `crowd`, from a process with a base of its own."""
    with ExitStack() as opened:
        home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        url = "" if engine == "sqlite" else opened.enter_context(throwaway_cluster())
        words = ["-m", "tests.faults.deliver_many", str(events), str(deliveries)]
        done = subprocess.run(
            [sys.executable, *words],
            env=environment(home, url),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        report: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return report


def main() -> None:
    """Exit 0 when nothing differs and nothing is left."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--events", type=int, default=2000)
    words.add_argument("--deliveries", type=int, default=10_000)
    words.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    given = words.parse_args()
    report = delivered(given.db, given.events, given.deliveries)
    print(json.dumps(report, indent=2))
    if report["differences"] or report["stuck"] or report["applied"] != report["events"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
