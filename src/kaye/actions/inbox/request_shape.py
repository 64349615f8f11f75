"""A request as commands answer it (C60)."""

from typing import Any

from kaye.actions import shapes
from kaye.records.calendars import currency_of
from kaye.records.models import Request


def request_shape(row: Request) -> dict[str, Any]:
    """{id, number, kind, state, title, source, amount, opened_at, due_at, answered_at, next_on, reason, customer}."""
    return {
        "id": row.pk,
        "number": row.number,
        "customer": {"id": row.customer_id, "name": row.customer.name},
        "kind": row.kind,
        "state": row.state,
        "title": row.title,
        "source": row.source,
        "amount": shapes.money(row.amount, currency_of(row.business).code) if row.amount else None,
        "opened_at": shapes.stamp(row.opened_at),
        "due_at": shapes.stamp(row.due_at) if row.due_at else None,
        "answered_at": shapes.stamp(row.answered_at) if row.answered_at else None,
        "next_on": row.next_on.isoformat() if row.next_on else None,
        "reason": row.reason or None,
    }
