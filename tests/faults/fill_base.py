"""Fills the base that the environment names: `python -m tests.faults.fill_base CUSTOMERS MARKS`."""

import sys

from kaye.cli.context import ready

ready(site=True)

from bench.fill import fill  # noqa: E402
from tests.faults.ground import SLUG  # noqa: E402

if __name__ == "__main__":
    customers, marks_every = int(sys.argv[1]), int(sys.argv[2])
    business = fill(customers, customers, SLUG)
    type(business).objects.filter(pk=business.pk).update(marks_every=marks_every)
