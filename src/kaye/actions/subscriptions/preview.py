"""What a subscription will invoice if nothing changes: the same rules as the night's run."""

from dataclasses import dataclass
from itertools import islice

from kaye.actions.documents.ground import Ground, ground, is_firm
from kaye.records.models import Business, Subscription
from kaye.records.subscriptions import changes_of, dealt_with, pauses_of, schedule_of
from kaye.rules.documents.asked import read_asked
from kaye.rules.documents.recurrence import Period, periods
from kaye.rules.documents.subscription_file import draft_of_period
from kaye.rules.documents.subscriptions import is_paused
from kaye.rules.documents.totals import Totals, totals


@dataclass(frozen=True, slots=True)
class Planned:
    """One period to come. `state`: invoice, paused, free. `totals` None unless invoiced."""

    period: Period
    state: str
    totals: Totals | None


def preview_subscription(
    *, business: Business, subscription: Subscription, count: int
) -> tuple[Planned, ...]:
    """The next `count` periods that nothing dealt with yet; fewer when it ends."""
    land, done = ground(business), dealt_with(subscription)
    coming = (each for each in periods(schedule_of(subscription)) if each.start not in done)
    return tuple(planned(subscription, each, land) for each in islice(coming, count))


def planned(subscription: Subscription, period: Period, land: Ground) -> Planned:
    """What this period will be, at the prices known now."""
    if is_paused(period, pauses_of(subscription)):
        return Planned(period, "paused", None)
    if not period.share:
        return Planned(period, "free", None)
    asked = read_asked(subscription.asked, land.asked_law(subscription.customer))
    consumer = not is_firm(subscription.customer)
    draft = draft_of_period(asked, period, changes_of(subscription), consumer)
    return Planned(period, "invoice", totals(draft))
