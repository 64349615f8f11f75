"""People noted once, who never bought and said nothing for three years: to be forgotten (CNIL, prospects).

Nothing is erased by itself: a task names how many, the owner looks and erases.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kaye.actions.inbox.tasks import ask
from kaye.actions.person.erase import ERASED, erase_person
from kaye.records.models import Business, Customer, Document, Receivable, Sale, Task

KEPT = timedelta(days=3 * 365)
MOST = 100  # erased in one act
_KIND = "retention"
_ASKED_AGAIN = timedelta(days=90)


def forgettable(business: Business, now: datetime) -> QuerySet[Customer]:
    """The oldest first. Read by the index of last activity."""
    theirs = {"customer": OuterRef("pk")}
    return (
        Customer.objects.filter(business=business, last_activity_at__lt=now - KEPT)
        .exclude(name__startswith=ERASED)
        .exclude(Exists(Sale.objects.filter(**theirs)))
        .exclude(Exists(Receivable.objects.filter(**theirs)))
        .exclude(Exists(Document.objects.filter(**theirs)))
        .order_by("last_activity_at", "id")
    )


def ask_about_forgettable(*, business: Business, now: datetime) -> Task | None:
    """One task for all of them, once in three months."""
    asked = Task.objects.filter(business=business, kind=_KIND, created_at__gt=now - _ASKED_AGAIN)
    if asked.exists() or not forgettable(business, now)[:1]:
        return None
    text = "Des contacts n'ont rien dit depuis trois ans et n'ont jamais acheté : effacez-les (Réglages, données)."
    return ask(business=business, kind=_KIND, key=_KIND, text=text, now=now, owner_only=True)


def forget_them(*, business: Business, customers: Sequence[Customer], now: datetime, by: str = "") -> int:
    """Erase those, as many as are still forgettable. Answers how many."""
    still = forgettable(business, now).filter(pk__in=[each.pk for each in customers][:MOST])
    rows = list(still)
    for each in rows:
        erase_person(business=business, customer=each, now=now, by=by)
    return len(rows)
