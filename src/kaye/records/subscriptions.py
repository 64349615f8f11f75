"""Subscription rows to the values of `rules.documents.subscriptions`."""

from kaye.records.models import Subscription
from kaye.rules.documents.recurrence import Billing, Every, First, Schedule
from kaye.rules.documents.subscriptions import Pause, PriceChange


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
    """Its pauses, the first one first. Uses what was prefetched."""
    rows = sorted(subscription.pauses.all(), key=lambda row: (row.start, row.pk))
    return tuple(Pause(row.start, row.until) for row in rows)


def changes_of(subscription: Subscription) -> tuple[PriceChange, ...]:
    """Its new prices, the first one first; the last typed wins on the same day. Uses what was prefetched."""
    rows = sorted(subscription.price_changes.all(), key=lambda row: (row.on, row.pk))
    return tuple(PriceChange(row.line, row.on, row.unit_price, row.told_on) for row in rows)
