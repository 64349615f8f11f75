"""The nightly look at every open case: nothing changes, unless something was missed; then an alarm is written."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction
from django_scopes import scope

from kaye.actions.forget_notices import forget_notices
from kaye.actions.inbox.forget_payloads import forget_payloads
from kaye.actions.look_again import Missed, look_again
from kaye.actions.tick import end_day
from kaye.records.calendars import calendar_of
from kaye.records.journal import append
from kaye.records.models import Business, Event
from kaye.records.statistics import refresh_statistics
from kaye.worker.troubles import Troubles

_LOG = logging.getLogger("kaye.worker")
_HOURS = range(2, 5)  # of the shop's clock
_ASK_EVERY = timedelta(minutes=10)
_SHOWN = 20


class Night:
    """Remembers which nights are done; another process learns it from the journal."""

    def __init__(self) -> None:
        self._done: dict[int, date] = {}
        self._asked_at: datetime | None = None

    def pass_over(self, now: datetime, stopping: Callable[[], bool], troubles: Troubles) -> None:
        """Look again at each business whose night it is, once a night."""
        if self._asked_at is not None and timedelta() <= now - self._asked_at < _ASK_EVERY:
            return
        self._asked_at = now
        for business in Business.objects.order_by("id").iterator(chunk_size=200):
            local = now.astimezone(ZoneInfo(calendar_of(business).zone))
            self._close(business, now, troubles)
            if local.hour not in _HOURS or self._done.get(business.pk) == local.date():
                continue
            if stopping():
                return
            try:
                self._look(business, local.date(), now, stopping)
            except (OperationalError, InterfaceError):
                raise
            except Exception as problem:
                troubles.failed(business, now, problem)
            self._done[business.pk] = local.date()

    def _close(self, business: Business, now: datetime, troubles: Troubles) -> None:
        """The days that are over, whatever else is due; nothing to ask once they are closed (M55)."""
        try:
            with scope(business=business):
                end_day(business, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as problem:
            troubles.failed(business, now, problem)

    def _look(self, business: Business, night: date, now: datetime, stopping: Callable[[], bool]) -> None:
        with scope(business=business):
            done = Event.objects.filter(customer=None, kind="night_done", at__gte=now - timedelta(hours=12))
            if not done.exists():
                review(business, night, now, stopping)
                forget_notices(business=business, now=now)
                forget_payloads(business=business, now=now)
                refresh_statistics()


def review(business: Business, night: date, now: datetime, stopping: Callable[[], bool]) -> int:
    """How many cases had been missed; they are repaired, and the alarm is in the journal and the log."""
    customers, count, first = 0, 0, list[Missed]()
    chunks = look_again(business, now, keep=True, stopping=stopping)
    while True:
        with transaction.atomic():
            chunk = next(chunks, None)
        if chunk is None:
            break
        customers += chunk[0]
        count += len(chunk[1])
        first.extend(chunk[1][: _SHOWN - len(first)])
    said = {"night": night.isoformat(), "customers": customers, "missed": count}
    if count:
        _LOG.error("« %s » : %d relance(s) oubliée(s), reprises", business.slug, count)
        cases = [{"case": m.case, "why": m.why} for m in first]
        append(business=business, kind="missed_found", at=now, payload={**said, "cases": cases}, by="worker")
    append(business=business, kind="night_done", at=now, payload=said, by="worker")
    return count
