"""What is kept of each decision is what would be decided now: nothing would be looked at, or shown, too late."""

from collections.abc import Iterator
from datetime import datetime

from kaye.actions.look_again import look_again
from kaye.records.models import Business


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Every open case decided again, chunk by chunk; those whose time has come are left to the worker."""
    for _, missed in look_again(business, now, keep=False):
        for each in missed:
            yield f"La relance {each.case} : {each.why}."
