"""(f) Money: a night of subscriptions, and the statement of a customer with a long history."""

from collections.abc import Iterator

from bench.bases import Maker
from bench.report import Measure

TITLE = "Subscriptions and statements"


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    subscriptions, lines = (60, 300) if quick else (10_000, 10_000)
    with maker.base() as base:
        base.ask("subscriptions", count=subscriptions)
        night = base.ask("night")
        yield Measure(f"{subscriptions} subscriptions in one night: issued", night["issued"], "")
        yield Measure("… invoices", night["issued"] / night["seconds"], "/s")
        yield Measure("… peak memory", night["peak_mib"], "MiB", night["peak_mib"] <= 250, "<= 250 MiB")
        again = base.ask("night")["issued"]
        yield Measure("… the same night again", again, "", again == 0, "0")
    with maker.base() as base:
        base.ask("account", lines=lines)
        read = base.ask("statement")
        yield Measure(f"statement of {lines} lines: read", read["milliseconds"], "ms")
        yield Measure("… statements to the base", read["statements"], "")
        yield Measure("… its PDF", read["pdf_milliseconds"], "ms")
