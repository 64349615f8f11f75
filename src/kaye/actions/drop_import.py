"""Give up a file that was read and not written."""

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, ImportBatch

_NEVER_WRITTEN = ("read", "refused")


def drop_import(*, business: Business, batch: ImportBatch) -> None:
    """The file goes. Raises Refusal once it was written: it is then undone, not dropped."""
    rows = ImportBatch.objects.filter(business=business, pk=batch.pk, state__in=_NEVER_WRITTEN)
    if not rows.delete()[0]:
        raise Refusal("Cet import est déjà fait : annulez-le plutôt.")
