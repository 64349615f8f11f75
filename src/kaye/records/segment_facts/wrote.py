"""When the customer last wrote to us."""

from datetime import timedelta

from django.db.models import Q

from kaye.records.segments import Ground

NAME = "wrote"
LABEL = "Messages reçus"
TESTS = {
    "within": ("a écrit depuis moins de (jours)", "days"),
    "not_since": ("n'a pas écrit depuis (jours)", "days"),
}


def where(test: str, value: str, ground: Ground) -> Q:
    since = Q(thread__last_inbound_at__gte=ground.now - timedelta(days=int(value)))
    return since if test == "within" else ~since
