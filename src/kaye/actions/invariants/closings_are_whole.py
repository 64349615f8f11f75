"""What was closed is what the journal says, and what the payments say (M55)."""

from collections.abc import Iterator
from datetime import datetime

from kaye.records.closings import closing_faults, payment_rows_faults
from kaye.records.models import Business


def violations(business: Business, now: datetime) -> Iterator[str]:
    """A closing changed, removed or added by hand; a payment changed behind the journal's back."""
    yield from payment_rows_faults(business)
    for bad in closing_faults(business):
        yield bad.reason
