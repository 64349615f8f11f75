"""Subscriptions with what became of their last periods: a constant number of queries whatever is shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, DateField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from kaye.records.models import Business, Instalment, Subscription, SubscriptionPeriod
from kaye.records.subscriptions import subscriptions_of

PAGE = 30
_RECENT = timedelta(days=1100)  # three periods of a yearly one


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """`state`: paid, late, open (owed, not late), draft, paused, free. `document`: its invoice's id."""

    start: date
    end: date
    state: str
    document: int | None
    number: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class SubscriptionsPage:
    """`asking`: those that wait for a person, on the first page only. `after`: empty at the end."""

    asking: tuple[Subscription, ...]
    rows: tuple[Subscription, ...]
    after: str


def subscriptions_page(business: Business, after: str = "", size: int = PAGE) -> SubscriptionsPage:
    """The newest first, those that ask something before all."""
    rows = subscriptions_of(business)
    going = rows.filter(asks="").order_by("-pk")
    asking: tuple[Subscription, ...] = ()
    if after.isascii() and after.isdecimal() and len(after) <= 18:
        going = going.filter(pk__lt=int(after))
    else:
        asking = tuple(rows.exclude(asks="").order_by("-pk")[:size])
    found = list(going[: size + 1])
    shown = tuple(found[:size])
    return SubscriptionsPage(asking, shown, str(shown[-1].pk) if len(found) > size else "")


def past_periods(ids: Sequence[int], today: date, most: int = 6) -> dict[int, list[PastPeriod]]:
    """By subscription, the last ones dealt with, the oldest first. One query."""
    live = Instalment.objects.filter(
        receivable=OuterRef("document__receivable"), replaced_at=None, receivable__cancelled_at=None
    ).order_by()
    whole = BigIntegerField()
    balance = live.values("receivable").annotate(sum=Sum(F("amount") - F("paid"))).values("sum")
    owing = live.filter(paid__lt=F("amount"), due_on__isnull=False).order_by("due_on").values("due_on")
    rows = (
        SubscriptionPeriod.objects.filter(subscription__in=ids, start__gte=today - _RECENT)
        .select_related("document")
        .annotate(
            owed=Coalesce(Subquery(balance, output_field=whole), 0, output_field=whole),
            owed_on=Subquery(owing[:1], output_field=DateField()),
        )
        .order_by("-start")
    )
    found: dict[int, list[PastPeriod]] = defaultdict(list)
    for row in rows:
        kept = found[row.subscription_id]
        if len(kept) < most:
            kept.insert(0, _past(row, today))
    return dict(found)


def unpaid(periods: Sequence[PastPeriod]) -> int:
    """How many of them are late."""
    return sum(each.state == "late" for each in periods)


def _past(row: SubscriptionPeriod, today: date) -> PastPeriod:
    paper, said = row.document, vars(row)
    state = row.state
    if paper is not None:
        state = "draft" if paper.state == "draft" else _paid(said["owed"], said["owed_on"], today)
    elif state == "invoice":
        state = "draft"  # its draft was deleted
    return PastPeriod(
        row.start,
        row.end,
        state,
        paper.pk if paper else None,
        paper.number if paper else "",
        paper.ttc if paper else 0,
        said["owed"],
    )


def _paid(owed: int, owed_on: date | None, today: date) -> str:
    if not owed:
        return "paid"
    return "late" if owed_on is not None and owed_on < today else "open"
