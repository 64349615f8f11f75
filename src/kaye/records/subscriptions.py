"""Subscription rows to the values of `rules.documents.subscriptions`."""

from datetime import date

from django.db.models import QuerySet

from kaye.records.models import Business, Subscription
from kaye.rules.documents.recurrence import Billing, Every, First, Period, Schedule, periods
from kaye.rules.documents.subscriptions import Pause, PriceChange


def subscriptions_of(business: Business) -> QuerySet[Subscription]:
    """All of them with what the functions below read: three more queries, whatever their number."""
    rows = Subscription.objects.filter(business=business).select_related("customer")
    return rows.prefetch_related("pauses", "price_changes", "periods").order_by("id")


def schedule_of(subscription: Subscription) -> Schedule:
    """When it is served and invoiced."""
    return Schedule(
        start=subscription.start,
        every=Every(subscription.every),
        anchor_day=subscription.anchor_day,
        end=subscription.end,
        billing=Billing(subscription.billing),
        first=First(subscription.first),
    )


def pauses_of(subscription: Subscription) -> tuple[Pause, ...]:
    """Its pauses, the first one first."""
    rows = sorted(subscription.pauses.all(), key=lambda row: (row.start, row.pk))
    return tuple(Pause(row.start, row.until) for row in rows)


def changes_of(subscription: Subscription) -> tuple[PriceChange, ...]:
    """Its new prices, the first one first; the last typed wins on the same day."""
    rows = sorted(subscription.price_changes.all(), key=lambda row: (row.on, row.pk))
    return tuple(PriceChange(row.line, row.on, row.unit_price, row.told_on) for row in rows)


def dealt_with(subscription: Subscription) -> frozenset[date]:
    """First days of the periods already invoiced, or recorded as paused or free."""
    return frozenset(row.start for row in subscription.periods.all())


def next_period(subscription: Subscription) -> Period | None:
    """The first one that nothing dealt with yet; None once the subscription is over."""
    done = dealt_with(subscription)
    return next((each for each in periods(schedule_of(subscription)) if each.start not in done), None)
