"""A firm or a person."""

from django.db.models import Q

from kaye.records.segments import Ground

NAME = "person"
LABEL = "Type de client"
TESTS = {"firm": ("est une entreprise", "none"), "consumer": ("est un particulier", "none")}


def where(test: str, value: str, ground: Ground) -> Q:
    return Q(is_consumer=False) if test == "firm" else ~Q(is_consumer=False)
