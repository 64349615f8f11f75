"""What was bought, and how long ago."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from kaye.records.models import Sale, SaleLine
from kaye.records.segments import Ground

NAME = "bought"
LABEL = "Achats"
TESTS = {
    "within": ("a acheté depuis moins de (jours)", "days"),
    "not_since": ("n'a rien acheté depuis (jours)", "days"),
    "product": ("a déjà acheté l'article", "text"),
    "never": ("n'a jamais acheté", "none"),
}


def where(test: str, value: str, ground: Ground) -> Q:
    sales = Sale.objects.filter(customer=OuterRef("pk"), cancelled_at=None)
    if test == "product":
        lines = SaleLine.objects.filter(sale__customer=OuterRef("pk"), sale__cancelled_at=None)
        return Q(Exists(lines.filter(name__icontains=value)))
    if test == "never":
        return ~Q(Exists(sales))
    recent = Exists(sales.filter(sold_on__gte=ground.today - timedelta(days=int(value))))
    return Q(recent) if test == "within" else Q(Exists(sales)) & ~Q(recent)
