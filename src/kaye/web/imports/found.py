"""The batch of an address, inside the walls of the shop."""

from django.http import Http404

from kaye.records.models import Business, ImportBatch


def batch_of(business: Business, pk: int) -> ImportBatch:
    """Without its raw file, which may weigh 25 MB. Raises Http404."""
    found = ImportBatch.objects.defer("raw").filter(business=business, pk=pk).first()
    if found is None:
        raise Http404
    return found


def latest_batches(business: Business, most: int = 20) -> list[ImportBatch]:
    return list(ImportBatch.objects.defer("raw").filter(business=business).order_by("-pk")[:most])
