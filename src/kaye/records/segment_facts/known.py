"""How long the customer has been in the notebook."""

from datetime import timedelta

from django.db.models import Q

from kaye.records.segments import Ground

NAME = "known"
LABEL = "Ancienneté"
TESTS = {
    "less_than": ("est dans le cahier depuis moins de (jours)", "days"),
    "more_than": ("est dans le cahier depuis plus de (jours)", "days"),
}


def where(test: str, value: str, ground: Ground) -> Q:
    since = ground.now - timedelta(days=int(value))
    return Q(created_at__gte=since) if test == "less_than" else Q(created_at__lt=since)
