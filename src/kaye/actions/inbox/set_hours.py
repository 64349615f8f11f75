"""Opening hours and the time to answer in: every clock that runs is read again (C32)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.settle import settle_all
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Request, Thread
from kaye.rules.hours import HoursError, parse_hours

TARGETS = (5, 10_080)  # minutes: five, a week of opening


def set_hours(
    *,
    business: Business,
    now: datetime,
    hours: str | None = None,
    target: int | None = None,
    by: str = "",
) -> Business:
    """`hours`: as C32 writes them, "" for the usual ones; `target`: minutes of opening. None stays. Raises Refusal."""
    if target is not None and not TARGETS[0] <= target <= TARGETS[1]:
        raise Refusal(f"Le délai va de {TARGETS[0]} minutes à {TARGETS[1]}.")
    try:
        text = parse_hours(hours).text if hours else hours
    except HoursError as fault:
        raise Refusal(str(fault)) from None
    if text is not None and len(text) > 200:
        raise Refusal("Ces heures sont trop longues à écrire : simplifiez-les.")
    with transaction.atomic():
        lock(business)
        business.refresh_from_db()
        business.hours = business.hours if text is None else text
        business.answer_minutes = target or business.answer_minutes
        business.save(update_fields=["hours", "answer_minutes"])
        said = {"hours": business.hours, "target": business.answer_minutes}
        append(business=business, kind="hours_changed", at=now, payload=said, by=by)
        settle_running(business, now)
    return business


def settle_running(business: Business, now: datetime) -> None:
    """Every thread with a clock or an open request, one after another."""
    waiting = Request.objects.filter(business=business, closed_at=None).values("customer_id")
    running = Thread.objects.filter(business=business)
    clocks = running.exclude(unanswered_since=None) | running.filter(customer_id__in=waiting)
    settle_all(clocks.select_related("business", "customer").order_by("pk").distinct(), now)
