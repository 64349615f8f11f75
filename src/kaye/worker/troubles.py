"""Businesses whose turn failed: said once in their journal, tried again less and less often, never in the way."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django_scopes import scope

from kaye.records.journal import append
from kaye.records.models import Business

_LOG = logging.getLogger("kaye.worker")
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Failures in a row, and the machine's second before which it is left alone."""

    times: int
    not_before: float


class Troubles:
    """`seconds`: a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._known: dict[int, _Trouble] = {}

    def left_alone(self) -> frozenset[int]:
        """The businesses not to try now."""
        now = self._seconds()
        return frozenset(pk for pk, trouble in self._known.items() if trouble.not_before > now)

    def failed(self, business: Business, now: datetime, problem: Exception) -> None:
        """Write it where the owner and the person at the machine see it."""
        times = self._known[business.pk].times + 1 if business.pk in self._known else 1
        wait = min(_FIRST_WAIT * 2 ** (times - 1), _LONGEST_WAIT)
        self._known[business.pk] = _Trouble(times, self._seconds() + wait)
        _LOG.error("« %s » : le tour a échoué (%d fois)", business.slug, times, exc_info=problem)
        if times == 1:
            self._say(business, now, "turn_failed", {"why": f"{type(problem).__name__} : {problem}"[:300]})

    def worked(self, business: Business, now: datetime) -> None:
        """The turn went well: forget, and say so if it had failed."""
        if self._known.pop(business.pk, None) is not None:
            self._say(business, now, "turn_recovered", {})

    def _say(self, business: Business, now: datetime, kind: str, payload: dict[str, str]) -> None:
        with scope(business=business):
            append(business=business, kind=kind, at=now, payload=payload, by="worker")
