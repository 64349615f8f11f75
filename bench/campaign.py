"""A message to many: the audience taken, each message written and accepted by a local sink; beside smtplib's limit."""

from collections.abc import Iterator

from bench.bases import Maker
from bench.report import Measure
from bench.sink import sink, smtplib_limit

TITLE = "Campaign"
_PEAK = 300  # MiB, whatever the audience


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    people = 2_000 if quick else 100_000
    with sink() as port, maker.base(KAYE_SMTP_URL=f"smtp://127.0.0.1:{port}") as base:
        base.ask("fill", open_cases=people, due=0)
        taken = base.ask("campaign_audience")
        before = smtplib_limit(port, 4000)
        done = base.ask("campaign_turns")
        limit = (before + smtplib_limit(port, 4000)) / 2
    yield Measure(f"{people} customers counted with the reasons", taken["counted"] * 1000, "ms")
    yield Measure("audience taken", taken["taken"] / taken["seconds"], "/s")
    good = done["sent"] == people
    yield Measure("sent", done["sent"], "messages", good, f"= {people}")
    rate = done["sent"] / done["seconds"]
    yield Measure("messages a second, written and sent", rate, "/s")
    yield Measure("smtplib's own limit, one connection, same run", limit, "/s")
    yield Measure("ratio", 100 * rate / limit, "%", rate / limit >= 0.10, ">= 10%")
    peak = max(taken["peak_mib"], done["peak_mib"])
    yield Measure("memory at its highest", peak, "MiB", peak <= _PEAK, f"<= {_PEAK} MiB")
