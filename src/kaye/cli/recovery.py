"""The JSON shapes of recovery and closings (M60)."""

from decimal import Decimal
from typing import Any

from kaye.cli.shapes import money
from kaye.records.closings import Verified
from kaye.records.models import Closing
from kaye.records.queries.fees import FeeSums
from kaye.rules.documents.late_fees import Fees


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


def fees(found: Fees, ledger: FeeSums, currency: str) -> dict[str, Any]:
    """{status, principal, segments, interest, fixed, total, reason, claimed, paid, waived}; null figures unless
    computed."""
    return {
        "status": found.status.value,
        "principal": money(found.principal, currency),
        "segments": [
            {
                "from": each.start.isoformat(),
                "to": each.end.isoformat(),
                "days": each.days,
                "balance": money(each.balance, currency),
                "rate": plain_rate(each.rate),
            }
            for each in found.segments
        ],
        "interest": money(found.interest, currency),
        "fixed": money(found.fixed, currency),
        "total": money(found.total, currency),
        "reason": found.reason,
        "claimed": money(ledger.claimed, currency),
        "paid": money(ledger.paid, currency),
        "waived": money(ledger.waived, currency),
    }


def plain_rate(rate: Decimal | None) -> str | None:
    """« 12.15 », « 7.86 », « 10 »: a point, no zero at the end."""
    return None if rate is None else f"{rate.normalize():f}"
