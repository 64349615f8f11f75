"""The worker: turn after turn, asleep until the next thing is due. The rows are the truth: it may die at any moment."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django_scopes import scopes_disabled

from kaye.actions.high_water import hold_if_older
from kaye.actions.tick import take_back, turn, with_work
from kaye.records.queries.wake import is_listening, next_wake
from kaye.settings import config
from kaye.worker.night import Night
from kaye.worker.pace import Pace
from kaye.worker.troubles import Troubles

_LOG = logging.getLogger("kaye.worker")
SHORTEST, LONGEST = 1.0, 30.0  # seconds asleep: a fact written meanwhile waits at most that long
LISTENING = 5.0  # where others write to us: a customer does not wait half a minute
_DATABASE_GONE = (OperationalError, InterfaceError)


def instant() -> datetime:
    """KAYE_NOW, else the machine's clock."""
    return config.forced_now() or timezone.now()


class Worker:
    """One process's work. Several may run beside each other on PostgreSQL; rows are claimed, never shared."""

    def __init__(self, clock: Callable[[], datetime] = instant) -> None:
        self._clock = clock
        self._stop = threading.Event()
        self._troubles = Troubles()
        self._night = Night()

    def stop(self) -> None:
        """Finish the chunk at hand, then return from `run`."""
        self._stop.set()

    def run(self, once: bool = False) -> None:
        """Work until `stop`; `once`: until nothing is due now."""
        wait = SHORTEST
        while not self._stop.is_set():
            try:
                close_old_connections()
                has_more = self.round()
                wait = SHORTEST
                pause = 0.0 if has_more else self._until_next()
            except _DATABASE_GONE as problem:
                if once:
                    raise
                _LOG.warning("la base ne répond pas, nouvel essai dans %.0f s : %s", wait, problem)
                connections.close_all()
                pause, wait = wait, min(wait * 2, LONGEST)
            if once and not pause:
                continue
            if once:
                return
            self._stop.wait(pause)

    def round(self) -> bool:
        """One turn for each business with work; True when some was left for the next round."""
        now = self._clock()
        hold_if_older(now)
        _, unsure = take_back()
        left_alone = self._troubles.left_alone()
        has_more = False
        for business in with_work(now):
            if self._stop.is_set():
                return False
            if business.pk in left_alone:
                continue
            pace = Pace(self._stop.is_set)
            try:
                done = turn(business, now, stopping=pace, show=unsure > 0)
            except _DATABASE_GONE:
                raise
            except Exception as problem:
                self._troubles.failed(business, now, problem)
                continue
            self._troubles.worked(business, now)
            has_more = has_more or pace.was_cut
            sent, unknown = len(done.delivery.sent), len(done.delivery.uncertain)
            if sent or unknown or done.delivery.failed:
                _LOG.info("« %s » : %d partis, %d à vérifier", business.slug, sent, unknown)
        self._night.pass_over(now, self._stop.is_set, self._troubles)
        return has_more

    def _until_next(self) -> float:
        """Seconds to sleep: until the next thing due, a second at least, half a minute at most."""
        with scopes_disabled():
            at = next_wake(self._troubles.left_alone())
            longest = LISTENING if is_listening() else LONGEST
        if at is None:
            return longest
        return max(SHORTEST, min((at - self._clock()) / timedelta(seconds=1), longest))
