"""Where the customer's requests are."""

from django.db.models import Exists, OuterRef, Q

from kaye.records.models import Request
from kaye.records.segments import Ground

NAME = "request"
LABEL = "Demandes"
TESTS = {
    "open": ("a une demande en cours", "none"),
    "won": ("a une demande gagnée", "none"),
    "lost": ("a une demande perdue", "none"),
}


def where(test: str, value: str, ground: Ground) -> Q:
    rows = Request.objects.filter(customer=OuterRef("pk"), kind="request")
    return Q(Exists(rows.filter(closed_at=None) if test == "open" else rows.filter(state=test)))
