"""Whether the customer agreed to receive offers, or refused them."""

from django.db.models import Exists, OuterRef, Q

from kaye.records.models import Consent, OptOut
from kaye.records.segments import Ground

NAME = "agreed"
LABEL = "Accord"
TESTS = {"yes": ("a donné son accord pour les offres", "none"), "no": ("a refusé les offres", "none")}


def where(test: str, value: str, ground: Ground) -> Q:
    refused = Exists(OptOut.objects.filter(customer=OuterRef("pk"), lifted_at=None))
    if test == "no":
        return Q(refused)
    said = Consent.objects.filter(customer=OuterRef("pk"), purpose="marketing", state="opted_in")
    return Q(Exists(said)) & ~Q(refused)
