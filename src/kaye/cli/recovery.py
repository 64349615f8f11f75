"""The JSON shapes of recovery and closings (M60)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kaye.actions.shapes import money, stamp
from kaye.records.closings import Verified
from kaye.records.models import Closing, FormalNotice, HandOff
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


def notice(row: FormalNotice, currency: str) -> dict[str, Any]:
    """{id, state, customer, debts, principal, interest, fixed, total, deadline_on, sent_on, received_on, sha256…}."""
    sums = {name: sum(each[name] or 0 for each in row.figures) for name in ("principal", "interest", "fixed")}
    return {
        "id": row.pk,
        "state": row.state,
        "customer": {"id": row.customer_id, "name": row.customer.name},
        "debts": [
            {
                "ref": each["reference"],
                "due_on": each["due_on"],
                "status": each["status"],
                "principal": money(each["principal"], currency),
                "interest": money(each["interest"], currency),
                "fixed": money(each["fixed"], currency),
            }
            for each in row.figures
        ],
        **{name: money(amount, currency) for name, amount in sums.items()},
        "total": money(sum(sums.values()), currency),
        "created_at": stamp(row.created_at),
        "deadline_on": _iso(row.deadline_on),
        "sent_on": _iso(row.sent_on),
        "registered_number": row.registered_number or None,
        "received_on": _iso(row.received_on),
        "bytes": len(bytes(row.content)),
        "sha256": row.sha256,
    }


def hand_off(row: HandOff, currency: str, balances: Mapping[int, int]) -> dict[str, Any]:
    """{id, agency, mandate, customer, debts, principal, created_at, taken_back_at, bytes, sha256}."""
    debts = list(row.receivables.order_by("issued_on", "pk"))
    return {
        "id": row.pk,
        "agency": row.agency,
        "mandate": row.mandate or None,
        "customer": {"id": row.customer_id, "name": row.customer.name},
        "debts": [
            {"ref": debt.reference or debt.label, "balance": money(balances.get(debt.pk, 0), currency)}
            for debt in debts
        ],
        "principal": money(sum(balances.get(debt.pk, 0) for debt in debts), currency),
        "created_at": stamp(row.created_at),
        "taken_back_at": stamp(row.taken_back_at) if row.taken_back_at else None,
        "reason": row.taken_back_because or None,
        "bytes": len(bytes(row.content)),
        "sha256": row.sha256,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def plain_rate(rate: Decimal | None) -> str | None:
    """« 12.15 », « 7.86 », « 10 »: a point, no zero at the end."""
    return None if rate is None else f"{rate.normalize():f}"
