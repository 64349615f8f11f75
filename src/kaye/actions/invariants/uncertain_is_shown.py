"""A message that may have left is on a person's list: its cases are open or its steps are done (I4)."""

from collections.abc import Iterator
from datetime import datetime

from kaye.records.models import Business, OutgoingMessage


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Uncertain follow-ups that no open case carries; a paper sent is shown on the customer's page."""
    unsure = OutgoingMessage.objects.filter(business=business, state="uncertain").exclude(item="")
    shown = unsure.filter(steps__case__closed_at=None, steps__case__isnull=False)
    hidden = unsure.exclude(id__in=shown.values("id"))
    for pk in hidden.order_by("id").values_list("id", flat=True).iterator(chunk_size=1000):
        yield f"Le message {pk} est peut-être parti, et personne ne le voit."
