"""One writer at a time in the money of one business."""

from kaye.records.models import Business


def lock(business: Business) -> None:
    """Wait for our turn until the end of the transaction; call it before reading what will be changed.

    PostgreSQL locks the row of the business, without its key, so that rows pointing to it are still written.
    SQLite's IMMEDIATE transactions are already one at a time.
    """
    Business.objects.select_for_update(no_key=True).values_list("pk").get(pk=business.pk)
