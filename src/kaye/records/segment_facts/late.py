"""How late the oldest unpaid debt is."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q

from kaye.records.models import Instalment
from kaye.records.segments import Ground

NAME = "late"
LABEL = "Retard de paiement"
TESTS = {"more_than": ("en retard de plus de (jours)", "days"), "never": ("sans retard aujourd'hui", "none")}


def where(test: str, value: str, ground: Ground) -> Q:
    days = int(value) if test == "more_than" else 0
    unpaid = Instalment.objects.filter(
        customer=OuterRef("pk"),
        due_on__lt=ground.today - timedelta(days=days),
        paid__lt=F("amount"),
        replaced_at=None,
        receivable__cancelled_at=None,
    )
    return Q(Exists(unpaid)) if test == "more_than" else ~Q(Exists(unpaid))
