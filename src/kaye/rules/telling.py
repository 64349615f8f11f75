"""What is told to other programs, and how it is signed and tried again (M57)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

# By the name that the journal uses. What is not here stays inside.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "customer_recorded": "customer.created",
        "customer_changed": "customer.changed",
        "sale_recorded": "sale.created",
        "sale_cancelled": "sale.cancelled",
        "quote_sent": "quote.sent",
        "quote_accepted": "quote.accepted",
        "quote_declined": "quote.declined",
        "quote_expired": "quote.expired",
        "invoice_issued": "invoice.issued",
        "document_sent": "invoice.sent",
        "credit_note_issued": "credit_note.issued",
        "payment_recorded": "payment.recorded",
        "payment_reversed": "payment.reversed",
        "plan_made": "plan.made",
        "plan_cancelled": "plan.cancelled",
        "subscribed": "subscription.created",
        "subscription_ended": "subscription.ended",
        "hold_placed": "hold.placed",
        "stop_recorded": "consent.withdrawn",
        "key_revoked": "key.revoked",
    }
)
PUBLIC = tuple(sorted(NAMES.values()))
GIVE_UP = timedelta(hours=24)
_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))


def signature(secret: str, body: bytes, at: datetime) -> str:
    """« t=<seconds>,v1=<hex> »: HMAC-SHA256 of « t.body » with the endpoint's secret."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def next_try(first: datetime, attempts: int, now: datetime) -> datetime | None:
    """When to try again after this many failures; None a day after the first try."""
    at = now + _WAITS[min(attempts, len(_WAITS)) - 1]
    return at if at - first <= GIVE_UP else None
