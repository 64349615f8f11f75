"""Which points the customer can be reached at."""

from django.db.models import Exists, OuterRef, Q

from kaye.records.models import ContactPoint
from kaye.records.segments import Ground

NAME = "reachable"
LABEL = "Canal"
TESTS = {"by": ("est joignable par", "channel"), "not_by": ("n'est pas joignable par", "channel")}
_KINDS = {"email": ("email",), "sms": ("phone",), "whatsapp": ("phone", "whatsapp_id")}


def where(test: str, value: str, ground: Ground) -> Q:
    kinds = _KINDS.get(value, (value,))
    alive = ContactPoint.objects.filter(
        customer=OuterRef("pk"), kind__in=kinds, state="ok", suppressed_at=None, former_at=None
    )
    return Q(Exists(alive)) if test == "by" else ~Q(Exists(alive))
