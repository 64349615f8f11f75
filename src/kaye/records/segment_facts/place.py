"""Where the customer is."""

from django.db.models import Q

from kaye.records.segments import Ground

NAME = "place"
LABEL = "Lieu"
TESTS = {
    "city": ("habite à", "text"),
    "postcode": ("a un code postal qui commence par", "text"),
    "country": ("est dans le pays (deux lettres)", "text"),
}


def where(test: str, value: str, ground: Ground) -> Q:
    if test == "city":
        return Q(city__iexact=value)
    if test == "postcode":
        return Q(postcode__startswith=value)
    code = value.upper()
    return Q(country=code) | (Q(country="") if code == ground.business.country else Q(pk__in=[]))
