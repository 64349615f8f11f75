"""How long the work of one business may go on before another has its turn."""

from collections.abc import Callable


class Pace:
    """Asked before each batch: True when the process must stop or this turn was long enough.

    Bounds the memory of a turn (what it sent is kept until its end) and lets no business hold up the others.
    """

    def __init__(self, stopping: Callable[[], bool], most: int = 60) -> None:
        self._stopping = stopping
        self._left = most
        self.was_cut = False

    def __call__(self) -> bool:
        self._left -= 1
        self.was_cut = self.was_cut or self._left < 0
        return self.was_cut or self._stopping()
