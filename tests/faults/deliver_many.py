"""On the base of the environment: `python -m tests.faults.deliver_many EVENTS DELIVERIES` prints the report in JSON."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from kaye.cli.context import ready

ready(site=True)

from tests.faults.crowd import run  # noqa: E402

if __name__ == "__main__":
    report = run(int(sys.argv[1]), int(sys.argv[2]), datetime(2026, 5, 22, 18, tzinfo=UTC))
    sys.stdout.write(json.dumps(asdict(report)) + "\n")
