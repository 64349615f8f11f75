"""A transaction that the database threw out is run again: it wrote nothing, so nothing is done twice."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

_WAITS = (0.05, 0.5, 1.0, 2.0)  # seconds: a deadlock is over at once, a server that restarts takes longer

T = TypeVar("T")


def again(work: Callable[[], T]) -> T:
    """Run `work`, one whole transaction that talks to nobody else; after a deadlock or a lost connection, again.

    Its writes must be conditions on what it finds: when only the answer to the commit was lost, it runs twice.
    """
    for wait in _WAITS:
        try:
            return work()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:  # it is only a part of somebody's transaction
                raise
            connection.close()
            time.sleep(wait)
    return work()
