"""(g) Inbox: search in all that was said, the list and a conversation, as messages pile up."""

from collections.abc import Iterator

from bench.bases import Maker
from bench.instant import NOW
from bench.report import Measure

TITLE = "Inbox"
_WAITED = 300  # ms: what nobody notices while typing
_WHAT = {
    "rare": "a rare word",
    "common": "a common word",
    "both": "two words",
    "beginning": "three letters",
    "number": "a number",
    "list": "the list",
    "thread": "a conversation of 40 messages among many",
}


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """p95 in a process of its own, after one call that warms nothing but the code."""
    sizes = (2_000, 20_000) if quick else (100_000, 1_000_000)
    seen: dict[str, list[float]] = {}
    for size in sizes:
        with maker.base(KAYE_NOW=NOW.isoformat()) as base:
            rate = base.ask("talk", messages=size, customers=max(200, size // 200))["per_second"]
            yield Measure(f"messages written, then indexed, {size}", rate, "/s")
            found = base.ask("search")
        for name, p95 in found.items():
            seen.setdefault(name, []).append(p95)
            is_good = p95 <= _WAITED
            yield Measure(f"{_WHAT[name]}, {size} messages: p95", p95, "ms", is_good, f"<= {_WAITED} ms")
    for name, (small, large) in seen.items():
        yield Measure(f"{_WHAT[name]}: p95 at {sizes[-1]} / at {sizes[0]}", large / small, "x")
