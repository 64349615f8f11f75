"""(b) Sending: due, decided, checked, rendered, written, accepted by a local sink; beside smtplib's own limit."""

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

from bench.bases import Base, Maker, answer
from bench.report import Measure
from bench.sink import sink, smtplib_limit
from tests.faults.smtp_server import SmtpServer

TITLE = "Sending"
_BAD = "c7@client.example"
_ALL_DAY = 600.0  # seconds that the server stays down


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    open_cases, due, rounds = (2_000, 500, 1) if quick else (10_000, 5_000, 3)
    for marks, least, count in ((50, 0.20, due), (1, 0.08, max(300, due // 5))):
        yield from _beside_limit(maker, open_cases, count, marks, least, rounds)
    yield from _two_workers(maker, open_cases * 2, due * 2)
    yield from _one_bad_recipient(maker)
    yield from _server_down(maker)


def _beside_limit(
    maker: Maker, open_cases: int, due: int, marks: int, least: float, rounds: int
) -> Iterator[Measure]:
    """Rounds of limit, turn, limit; the median of their ratios counts."""
    ratios, rates, limits, again = [], [], [], 0
    for _ in range(rounds):
        with sink() as port, maker.base(KAYE_SMTP_URL=f"smtp://127.0.0.1:{port}") as base:
            base.ask("fill", open_cases=open_cases, due=due, marks=marks)
            before = smtplib_limit(port, 4000)
            done = base.ask("turn")
            limit = (before + smtplib_limit(port, 4000)) / 2
            again += int(base.ask("turn")["sent"])
        if done["sent"] != due:
            yield Measure(
                f"{due} due, marks per {marks}: sent",
                done["sent"],
                "messages",
                done["sent"] == due,
                f"= {due}",
            )
        rate = done["sent"] / done["seconds"]
        ratios.append(rate / limit)
        rates.append(rate)
        limits.append(limit)
    said = f"{due} due of {open_cases} open, marks per {marks}"
    yield Measure(f"{said}: messages a second", median(rates), "/s")
    yield Measure("smtplib's own limit, one connection, same run", median(limits), "/s")
    yield Measure("ratio", median(ratios) * 100, "%", median(ratios) >= least, f">= {least:.0%}")
    yield Measure("second run: sent again", again, "messages", again == 0, "= 0")


def _two_workers(maker: Maker, open_cases: int, due: int) -> Iterator[Measure]:
    """The same work by one process, then by two at once; only PostgreSQL takes two writers."""
    if maker.engine != "postgres":
        return
    rates, sent = {}, {}
    for workers in (1, 2):
        with sink() as port, maker.base(KAYE_SMTP_URL=f"smtp://127.0.0.1:{port}") as base:
            base.ask("fill", open_cases=open_cases, due=due)
            done = _together(base, workers)
            sent[workers] = sum(d["sent"] for d in done)
            rates[workers] = sent[workers] / max(d["ended"] for d in done)
    ratio = rates[2] / rates[1]
    yield Measure(f"{due} due: two workers against one", ratio, "x", ratio >= 1.5, ">= 1.5")
    yield Measure("sent by two workers", sent[2], "messages", sent[2] == due, f"= {due}")


def _together(base: Base, workers: int) -> list[dict[str, Any]]:
    """Turns at once, until nothing is left; `ended`: seconds from the first start to this one's end."""
    with ExitStack() as stack:
        running = [stack.enter_context(base.start("turns")) for _ in range(workers)]
        done = [answer(process) for process in running]
    first = min(d["began"] for d in done)
    return [{**d, "ended": d["ended"] - first} for d in done]


def _one_bad_recipient(maker: Maker, due: int = 1_000) -> Iterator[Measure]:
    with SmtpServer() as server, maker.base(KAYE_SMTP_URL=server.url) as base:
        server.faults.refuse[_BAD] = 550
        base.ask("fill", open_cases=due, due=due)
        done = base.ask("turn")
        state = base.ask("states")
    good = done["sent"] == due - 1 and state["asks"] == 1 and len(set(server.ids)) == due - 1
    yield Measure(f"one bad recipient in {due}: sent", done["sent"], "messages", good, f"= {due - 1}")
    yield Measure("… and shown to a person", state["asks"], "task", good, "= 1")


def _server_down(maker: Maker) -> Iterator[Measure]:
    """Nothing listens for ten minutes; the worker goes on turning."""
    with SmtpServer() as server, maker.base(KAYE_SMTP_URL=server.url) as base:
        base.ask("fill", open_cases=1_000, due=1_000)
        server.go_down()
        lost = [base.ask("turn", later=seconds)["sent"] for seconds in (0.0, _ALL_DAY / 2)]
        server.start()
        later = [base.ask("turn", later=_ALL_DAY + 600 * n)["sent"] for n in range(4)]
        good = sum(lost) == 0 and sum(later) == 1_000 == len(set(server.ids)) == len(server.ids)
    yield Measure(
        "SMTP down ten minutes, 1 000 due: sent after", sum(later), "messages", good, "= 1000, none twice"
    )
