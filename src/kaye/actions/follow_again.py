"""Debts that owe again are followed again."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max

from kaye.actions.close_cases import reopen_payments
from kaye.actions.open_cases import open_cases
from kaye.records.models import Business, Instalment


def follow_again(*, business: Business, freed: Mapping[int, int], now: datetime) -> None:
    """`freed`: instalment -> what it owes again, once the sums are recounted.

    What a plan had replaced, or a plan that is over, becomes an instalment of its own, due on its first day. The
    caller recounts after.
    """
    wanted = [pk for pk, amount in freed.items() if amount > 0]
    instalments = list(Instalment.objects.filter(pk__in=wanted).select_related("receivable"))
    living = [each for each in instalments if not each.receivable.cancelled_at]
    reopen_payments(business=business, instalments=[i for i in living if not i.replaced_at], now=now)
    fresh = [_again(i, freed[i.pk]) for i in living if i.replaced_at]
    open_cases(business=business, now=now, instalments=fresh)


def first_due_on(instalment: Instalment) -> date | None:
    """The day this part was due before any plan: a plan moves no due date for interest and time-bar (M29)."""
    if instalment.plan_id is None:
        return instalment.due_on
    before = Instalment.objects.filter(
        receivable_id=instalment.receivable_id, replaced_by_id=instalment.plan_id
    )
    dues = [each.due_on for each in before if each.due_on]
    return max(dues, default=None)


def _again(replaced: Instalment, amount: int) -> Instalment:
    last = replaced.receivable.instalments.aggregate(last=Max("number"))["last"]
    return Instalment.objects.create(
        business_id=replaced.business_id,
        receivable=replaced.receivable,
        customer_id=replaced.customer_id,
        number=last + 1,
        due_on=first_due_on(replaced),
        amount=amount,
    )
