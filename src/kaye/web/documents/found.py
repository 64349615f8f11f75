"""The paper of an address, within the walls of the business; what isn't there is a 404."""

from django.http import Http404

from kaye.records.models import Business, Document


def document_or_404(business: Business, pk: int) -> Document:
    """Raises Http404 for a paper of somebody else too."""
    rows = Document.objects.filter(business=business, pk=pk)
    found = rows.select_related("customer", "source__source", "original", "sale", "receivable").first()
    if found is None:
        raise Http404
    return found
