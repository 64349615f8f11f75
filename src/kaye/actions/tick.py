"""One turn of the worker: rescue, close what is over, plan what is due, hand over. At any rate, any number of times."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from kaye.actions.ask_provider import ask_due
from kaye.actions.campaigns.plan import plan_campaigns
from kaye.actions.close_period import close_periods, is_over
from kaye.actions.deliver import Delivery, deliver
from kaye.actions.high_water import hold_if_older, remember
from kaye.actions.inbox.read_mail_and_hooks import answer_sent, read_mail_and_hooks, with_arrivals
from kaye.actions.inbox.watch_clocks import watch_clocks, with_clocks
from kaye.actions.kill_point import PLANNED, die_here
from kaye.actions.lease import rescue
from kaye.actions.offline.apply import forget_answers
from kaye.actions.person.retention import ask_about_forgettable
from kaye.actions.rings.deliver import deliver_rings
from kaye.actions.rings.morning import seed_morning
from kaye.actions.send_due import Planned, Stopping, never, send_due
from kaye.actions.subscriptions.invoice_due import invoice_due
from kaye.actions.warn_lapses import warn_lapses
from kaye.actions.webhooks.tell import endpoints_with_news, tell
from kaye.records.models import Business, Campaign, Case, OutgoingMessage, ProviderPayment, Ring, Subscription

Clock = Callable[[], datetime]
_FURTHEST_AHEAD = timedelta(hours=14)  # of UTC, any zone


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did for one business."""

    business: Business
    planned: Planned
    delivery: Delivery
    rescued: int = 0


def tick(now: datetime, business: Business | None = None, clock: Clock = timezone.now) -> list[Turn]:
    """One turn for this business, or for every one with something due. A held business sends nothing."""
    hold_if_older(now)
    rescued, unsure = take_back(clock)
    wanted = [business] if business is not None else with_work(now)
    return [replace(turn(each, now, clock, show=unsure > 0), rescued=rescued) for each in wanted]


def take_back(clock: Clock = timezone.now) -> tuple[int, int]:
    """What dead workers held, in every business: (returned to due, become uncertain)."""
    with scopes_disabled():
        return rescue(clock())


def with_work(now: datetime) -> list[Business]:
    """Businesses with a case, a message or a payment whose time has come: index look-ups, whatever is open."""
    with scopes_disabled():
        due = Q(pk__in=Case.objects.filter(closed_at=None, next_at__lte=now).values("business_id"))
        ready = Q(pk__in=OutgoingMessage.objects.filter(state="due", due_at__lte=now).values("business_id"))
        unsure = Q(pk__in=OutgoingMessage.objects.filter(state="uncertain").values("business_id"))
        last_day = (now + _FURTHEST_AHEAD).date()  # each shop looks at its own day in its turn
        subscribed = Q(pk__in=Subscription.objects.filter(next_on__lte=last_day).values("business_id"))
        paying = Q(pk__in=ProviderPayment.objects.filter(next_ask_at__lte=now).values("business_id"))
        telling = Q(pk__in=endpoints_with_news(now).values("business_id"))
        offering = Q(pk__in=Campaign.objects.filter(next_at__lte=now).values("business_id"))
        ringing = Q(pk__in=Ring.objects.filter(state="due", due_at__lte=now).values("business_id"))
        wanted = due | ready | unsure | subscribed | paying | telling | offering | ringing
        wanted |= with_arrivals(now) | with_clocks(now)
        return list(Business.objects.filter(wanted).order_by("id"))


def turn(
    business: Business,
    now: datetime,
    clock: Clock = timezone.now,
    stopping: Stopping = never,
    show: bool = False,
) -> Turn:
    """One turn for one business. `stopping` is asked between batches: True leaves the rest to the next turn.

    `show`: something became uncertain, its cases are planned again so that a person sees it (I4).
    """
    with scope(business=business):
        if show:
            _show_uncertain(business, now)
        end_day(business, now)
        # First: what customers say holds the rest.
        read_mail_and_hooks(business=business, now=now, stopping=stopping)
        invoice_due(business=business, now=now, stopping=stopping)
        ask_due(business, now, stopping)  # first: what is paid online is not asked for
        planned = send_due(business, now, stopping)
        plan_campaigns(business, now, stopping)
        die_here(PLANNED)
        business.refresh_from_db(fields=["sending_held_since"])
        delivery = Delivery() if business.sending_held_since else deliver(business, now, clock, stopping)
        answer_sent(business=business, message_ids=delivery.sent, now=now)
        tell(business=business, now=now, stopping=stopping)
        watch_clocks(business, now, stopping)
        if not business.sending_held_since:
            deliver_rings(business=business, now=now, stopping=stopping)
    if delivery.sent:
        remember()
    return Turn(business, planned, delivery)


def end_day(business: Business, now: datetime) -> None:
    """What is done once a day, at the first turn after midnight; nothing is asked of the base the other times."""
    if not is_over(business, now):
        return
    closed = business.closed_until
    with transaction.atomic():
        close_periods(business=business, now=now)
        if business.closed_until != closed:
            warn_lapses(business=business, now=now)
            ask_about_forgettable(business=business, now=now)
            seed_morning(business=business, now=now)
            forget_answers(business=business, now=now)


def _show_uncertain(business: Business, now: datetime) -> None:
    cases = OutgoingMessage.objects.filter(business=business, state="uncertain").values("steps__case_id")
    Case.objects.filter(id__in=cases, closed_at=None).update(next_at=now)
