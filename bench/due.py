"""(a) Due, not open: what a turn costs depends on what is due, never on what is open."""

from collections.abc import Iterator
from statistics import median

from bench.bases import Maker
from bench.report import Measure
from bench.sink import sink

TITLE = "Due, not open"


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    sizes, due = ((2_000, 20_000), 200) if quick else ((10_000, 100_000, 1_000_000), 1_000)
    seconds: dict[int, float] = {}
    for size in sizes:
        seconds[size], statements, empty = _at(maker, size, due)
        yield Measure(f"{due} due of {size} open: one turn", seconds[size] * 1000, "ms")
        yield Measure("… statements", statements, "")
        yield Measure("… empty turn", empty, "ms", empty <= 20, "<= 20 ms")
    ratio = seconds[sizes[-1]] / seconds[sizes[0]]
    yield Measure(f"turn at {sizes[-1]} open / at {sizes[0]}", ratio, "x", ratio <= 1.3, "<= 1.3")
    yield from _memory(maker, (1_000, 5_000) if quick else (10_000, 100_000))


def _at(maker: Maker, size: int, due: int) -> tuple[float, int, float]:
    """Seconds of a turn (median of three, each with other customers due), its statements, the empty turn."""
    with sink() as port, maker.base(KAYE_SMTP_URL=f"smtp://127.0.0.1:{port}") as base:
        base.ask("fill", open_cases=size, due=due)
        empty = base.ask("empty")["milliseconds"]
        turns = []
        statements = 0
        for number in range(3):
            done = base.ask("turn", count=number == 0)
            statements = statements or done["statements"]
            turns.append(done["seconds"])
            base.ask("due_again", due=due)
    return median(turns), statements, empty


def _memory(maker: Maker, sizes: tuple[int, int]) -> Iterator[Measure]:
    peaks = []
    for size in sizes:
        with sink() as port, maker.base(KAYE_SMTP_URL=f"smtp://127.0.0.1:{port}") as base:
            base.ask("fill", open_cases=size, due=size)
            peaks.append(float(base.ask("turn")["peak_mib"]))
    yield Measure(f"worker's peak memory, {sizes[0]} due", peaks[0], "MiB", peaks[0] <= 150, "<= 150 MiB")
    yield Measure(f"worker's peak memory, {sizes[1]} due", peaks[1], "MiB", peaks[1] <= 150, "<= 150 MiB")
    ratio = peaks[1] / peaks[0]
    yield Measure("… one against the other", ratio, "x", ratio <= 1.2, "<= 1.2")
