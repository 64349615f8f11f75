"""The instants at which a power cut hurts most. Tests die there on purpose; every one of them has its test."""

import os
import signal

from kaye.settings import config

PLANNED = "planned"  # the messages are written and due, nobody holds them
LEASED = "leased"  # a worker holds them, nothing was promised to anybody
HANDING = "handing"  # said to be on their way, the server has not been called
BETWEEN = "between"  # one of the chunk is accepted, the next is not begun
AFTER_ACCEPT = "after_accept"  # the whole chunk is accepted, nothing of it is written
MARKING = "marking"  # what became of the chunk is written, not committed
MARKED = "marked"  # committed, the next chunk is not begun

POINTS = (PLANNED, LEASED, HANDING, BETWEEN, AFTER_ACCEPT, MARKING, MARKED)
SETTING = "KAYE_KILLPOINT"
_ASKED = config.read(SETTING)


def die_here(point: str) -> None:
    """End as a power cut would, when KAYE_KILLPOINT names this point."""
    if point == _ASKED:
        os.kill(os.getpid(), signal.SIGKILL)
