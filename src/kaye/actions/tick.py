"""One turn of the worker: rescue, plan what is due, hand over. Run at any rate, any number of times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from kaye.actions.deliver import Delivery, deliver
from kaye.actions.lease import rescue
from kaye.actions.send_due import Planned, send_due
from kaye.records.models import Business, Case, OutgoingMessage

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did for one business."""

    business: Business
    planned: Planned
    delivery: Delivery
    rescued: int = 0


def tick(now: datetime, business: Business | None = None, clock: Clock = timezone.now) -> list[Turn]:
    """One turn for this business, or for every one with something due. A held business sends nothing."""
    with scopes_disabled():
        rescued, unsure = rescue(clock())
        wanted = [business] if business is not None else _with_work(now)
    turns = []
    for each in wanted:
        with scope(business=each):
            if unsure:
                _show_uncertain(each, now)
            planned = send_due(each, now)
            each.refresh_from_db(fields=["sending_held_since"])
            delivery = Delivery() if each.sending_held_since else deliver(each, now, clock)
        turns.append(Turn(each, planned, delivery, rescued))
    return turns


def _with_work(now: datetime) -> list[Business]:
    """Businesses with a case or a message whose time has come: two index look-ups, whatever is open."""
    due = Q(pk__in=Case.objects.filter(closed_at=None, next_at__lte=now).values("business_id"))
    ready = Q(pk__in=OutgoingMessage.objects.filter(state="due", due_at__lte=now).values("business_id"))
    unsure = Q(pk__in=OutgoingMessage.objects.filter(state="uncertain").values("business_id"))
    return list(Business.objects.filter(due | ready | unsure).order_by("id"))


def _show_uncertain(business: Business, now: datetime) -> None:
    """What became uncertain is planned again at once, so that a person sees it (I4)."""
    cases = OutgoingMessage.objects.filter(business=business, state="uncertain").values("steps__case_id")
    Case.objects.filter(id__in=cases, closed_at=None).update(next_at=now)
