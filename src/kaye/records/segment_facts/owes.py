"""What the customer owes in all."""

from django.db.models import Q

from kaye.records.segments import Ground

NAME = "owes"
LABEL = "Doit"
TESTS = {
    "at_least": ("doit au moins", "money"),
    "nothing": ("ne doit rien", "none"),
    "something": ("doit quelque chose", "none"),
}


def where(test: str, value: str, ground: Ground) -> Q:
    if test == "at_least":
        return Q(owed__gte=int(value))
    return Q(owed=0) if test == "nothing" else Q(owed__gt=0)
