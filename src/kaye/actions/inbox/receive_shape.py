"""What `kaye receive` answers (C8)."""

from collections.abc import Sequence
from typing import Any

from kaye.actions.inbox.process import Done
from kaye.actions.inbox.receive import Reception


def reception_shape(received: Reception, done: Sequence[Done]) -> dict[str, Any]:
    """{http, stored, duplicate, raw, events}."""
    return {
        "http": received.status,
        "stored": received.is_stored,
        "duplicate": received.duplicate,
        "raw": received.payload.pk if received.payload else None,
        "events": [_event(each) for each in done],
    }


def _event(one: Done) -> dict[str, Any]:
    applied = one.applied
    return {
        "kind": one.kind,
        "external_id": one.external_id,
        "outcome": "applied" if applied.outcome == "waiting" else applied.outcome,
        "reason": applied.reason or None,
        "customer": applied.customer.pk if applied.customer else None,
        "message": applied.message.pk if applied.message else None,
        "request": applied.request.pk if applied.request else None,
    }
