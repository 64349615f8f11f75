"""The JSON shapes of recovery and closings (M60)."""

from typing import Any

from kaye.cli.shapes import money
from kaye.records.closings import Verified
from kaye.records.models import Closing


def closing(row: Closing, currency: str) -> dict[str, Any]:
    """{seq, period, from, to, entries, by_method, by_rate, total, cumulative, hash}."""
    return {
        "seq": row.seq,
        "period": row.period,
        "from": row.start.isoformat(),
        "to": row.end.isoformat(),
        "entries": row.entries,
        "by_method": {name: money(amount, currency) for name, amount in row.by_method.items()},
        "by_rate": {rate: money(amount, currency) for rate, amount in row.by_rate.items()},
        "total": money(row.total, currency),
        "cumulative": money(row.cumulative, currency),
        "last_seq": row.last_seq,
        "last_hash": row.last_hash,
        "hash": row.hash,
    }


def verified(found: Verified) -> dict[str, Any]:
    """{ok, events, closings, first_bad}."""
    bad = found.first_bad
    return {
        "ok": found.is_ok,
        "events": found.events,
        "closings": found.closings,
        "first_bad": {"seq": bad.seq, "reason": bad.reason} if bad else None,
    }
