"""Every open case has a next date, or a hold with its end; every closed one says why (I3)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from kaye.records.models import Business, Case, MessageStep

_ON_ITS_WAY = ("due", "leased", "handing", "uncertain")


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Cases that nobody would look at again, or that are over without a reason."""
    cases = Case.objects.filter(business=business).order_by("id")
    pending = MessageStep.objects.filter(message__state__in=_ON_ITS_WAY).values("case_id")
    faults = (
        (Q(closed_at=None, next_at=None), "est ouverte et n'a pas de prochaine date"),
        (Q(closed_at=None, verb="close"), "est finie mais encore ouverte"),
        (Q(closed_at=None, verb="hold", due_on=None), "est retenue sans date de fin"),
        (Q(closed_at=None, due_on=None) & ~Q(verb="hold") & ~Q(id__in=pending), "n'a pas de jour prévu"),
        (Q(closed_at=None, because="") & ~Q(next_at__lte=now), "attend sans raison écrite"),
        (Q(closed_at__isnull=False, next_at__isnull=False), "est finie et a encore une prochaine date"),
        (Q(closed_at__isnull=False, because=""), "est finie sans raison"),
    )
    for fault, words in faults:
        for pk in cases.filter(fault).values_list("id", flat=True).iterator(chunk_size=1000):
            yield f"La relance {pk} {words}."
