"""The words that the business put on a customer."""

from django.db.models import Exists, OuterRef, Q

from kaye.records.models import CustomerTag
from kaye.records.segments import Ground
from kaye.records.tags import tag_key

NAME = "tag"
LABEL = "Étiquette"
TESTS = {"is": ("porte l'étiquette", "text"), "is_not": ("ne porte pas l'étiquette", "text")}


def where(test: str, value: str, ground: Ground) -> Q:
    has = Exists(CustomerTag.objects.filter(customer=OuterRef("pk"), tag__key=tag_key(value)))
    return Q(has) if test == "is" else ~Q(has)
