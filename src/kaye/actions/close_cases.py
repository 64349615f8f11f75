"""Close or open again the cases of things that a person took back."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from kaye.actions.open_cases import open_cases
from kaye.records.models import Business, Case, Instalment


def close_cases(
    *, business: Business, subject_type: str, subject_ids: Iterable[int], now: datetime, because: str
) -> None:
    """These subjects are followed no more."""
    _of(business, subject_type, subject_ids).filter(closed_at=None).update(
        closed_at=now, verb="close", action="", next_at=None, due_on=None, because=because
    )


def reopen_payments(*, business: Business, instalments: list[Instalment], now: datetime) -> None:
    """Debts that owe again are followed again: their old case, or a new one if they had none."""
    ids = [each.pk for each in instalments]
    cases = _of(business, "instalment", ids)
    cases.exclude(closed_at=None).update(closed_at=None, verb="wait", next_at=now, because="")
    followed = set(cases.values_list("subject_id", flat=True))
    fresh = [each for each in instalments if each.pk not in followed]
    open_cases(business=business, now=now, instalments=fresh)


def _of(business: Business, subject_type: str, subject_ids: Iterable[int]) -> QuerySet[Case]:
    return Case.objects.filter(business=business, subject_type=subject_type, subject_id__in=list(subject_ids))
