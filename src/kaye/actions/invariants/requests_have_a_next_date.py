"""Every open request has a next date and is followed; every closed one says why (C30)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from kaye.actions.inbox.requests import REASONS
from kaye.records.models import Business, Case, Request


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Requests that could be forgotten."""
    followed = Case.objects.filter(
        business=business, subject_type="request", subject_id=OuterRef("pk"), closed_at=None
    )
    rows = Request.objects.filter(business=business).order_by("number")
    faults = (
        (Q(closed_at=None, next_on=None), "est ouverte et n'a pas de prochaine date"),
        (Q(closed_at=None) & ~Exists(followed), "est ouverte et personne ne la suit"),
        (Q(closed_at=None, state__in=("won", "lost")), "est finie mais encore ouverte"),
        (Q(closed_at__isnull=False) & ~Q(reason__in=("won", *REASONS)), "est close sans raison"),
    )
    for fault, words in faults:
        for number in rows.filter(fault).values_list("number", flat=True).iterator(chunk_size=1000):
            yield f"La demande n° {number} {words}."
