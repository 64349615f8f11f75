"""A subscription as commands and the API answer it (M60)."""

from typing import Any

from kaye.actions.shapes import money
from kaye.actions.subscriptions.preview import Planned
from kaye.records.models import Subscription


def subscription_shape(row: Subscription) -> dict[str, Any]:
    return {
        "id": row.pk,
        "customer": {"id": row.customer_id, "name": row.customer.name},
        "name": row.name,
        "prices": row.asked.get("prices", "ht"),
        "lines": row.asked["lines"],
        "every": row.every,
        "start": row.start.isoformat(),
        "anchor_day": row.anchor_day or row.start.day,
        "end": row.end.isoformat() if row.end else None,
        "billing": row.billing,
        "first": row.first,
        "term_months": row.term_months,
        "renewal": row.renewal or None,
        "auto": row.auto,
        "asks": row.asks or None,
        "next_on": row.next_on.isoformat() if row.next_on else None,
        "pauses": [
            {"from": each.start.isoformat(), "until": each.until.isoformat() if each.until else None}
            for each in row.pauses.all()
        ],
        "prices_to_come": [
            {
                "line": each.line,
                "from": each.on.isoformat(),
                "unit_price": f"{each.unit_price.normalize():f}",
                "told_on": each.told_on.isoformat() if each.told_on else None,
            }
            for each in row.price_changes.all()
        ],
    }


def planned_shape(row: Planned, code: str) -> dict[str, Any]:
    found = row.totals
    return {
        "from": row.period.start.isoformat(),
        "to": row.period.end.isoformat(),
        "invoice_on": row.period.invoice_on.isoformat(),
        "state": row.state,
        "ht": money(found.ht, code) if found else None,
        "vat": money(found.vat, code) if found else None,
        "ttc": money(found.ttc, code) if found else None,
    }
