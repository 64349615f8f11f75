"""The journal: everything that happened, in order, never changed. Money events form a chain (M51).

`hash` = SHA-256 of the canonical JSON (UTF-8, keys sorted, no spaces) of
{seq, business, at, kind, payload, prev}; `prev` of the first is 64 zeros.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Event

GENESIS = "0" * 64
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to write. `payload`: plain JSON values, amounts in minor units, dates in ISO form."""

    kind: str
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    customer_id: int | None = None
    by: str = ""
    money: bool = False


def append(
    *,
    business: Business,
    kind: str,
    at: datetime,
    payload: Mapping[str, Any] | None = None,
    customer: Customer | None = None,
    by: str = "",
    money: bool = False,
) -> Event:
    """Write one event, in the caller's transaction."""
    new = NewEvent(kind, at, payload or {}, customer.pk if customer else None, by, money)
    return append_many(business=business, events=(new,))[0]


def append_many(*, business: Business, events: Iterable[NewEvent]) -> list[Event]:
    """Write events in this order under one lock; those about money are chained after the last one."""
    wanted = list(events)
    with transaction.atomic():
        seq, prev = _tail(business) if any(new.money for new in wanted) else (0, GENESIS)
        rows = []
        for new in wanted:
            row = _row(business, new)
            if new.money:
                seq += 1
                row.seq, row.prev = seq, prev
                prev = row.hash = _digest(row)
            rows.append(row)
        return Event.objects.bulk_create(rows, batch_size=_BATCH)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the chain at this place; `reason` is a French sentence."""

    seq: int
    reason: str


def verify(business: Business) -> tuple[str, ...]:
    """What is wrong with the chain of money events, in French; () when it is whole."""
    return tuple(fault.reason for fault in faults(business))


def faults(business: Business) -> Iterator[Fault]:
    """The same with their places, in order."""
    seq, prev = 0, GENESIS
    chain = Event.objects.filter(business=business, seq__isnull=False).order_by("seq")
    for event in chain.iterator(chunk_size=2000):
        assert event.seq is not None
        seq += 1
        if event.seq != seq:
            yield Fault(seq, f"Journal : il manque l'écriture {seq} (la suivante est {event.seq}).")
            seq = event.seq
        elif event.prev != prev:
            yield Fault(seq, f"Journal : l'écriture {seq} ne suit plus celle d'avant.")
        if event.hash != _digest(event):
            yield Fault(seq, f"Journal : l'écriture {seq} a été modifiée.")
        prev = event.hash
    unchained = Event.objects.filter(business=business, seq=None).exclude(hash="").count()
    if unchained:
        yield Fault(seq, f"Journal : {unchained} écriture(s) sorties de la chaîne.")


def _tail(business: Business) -> tuple[int, str]:
    lock(business)
    chain = Event.objects.filter(business=business, seq__isnull=False)
    last = chain.order_by("-seq").values_list("seq", "hash").first()
    return (int(last[0] or 0), last[1]) if last else (0, GENESIS)


def _row(business: Business, new: NewEvent) -> Event:
    return Event(
        business=business,
        kind=new.kind,
        at=new.at,
        payload=dict(new.payload),
        customer_id=new.customer_id,
        by=new.by[:120],
    )


def _digest(event: Event) -> str:
    said = {
        "seq": event.seq,
        "business": event.business_id,
        "at": event.at.astimezone(UTC).isoformat(),
        "kind": event.kind,
        "payload": event.payload,
        "prev": event.prev,
    }
    return canonical_hash(said)


def canonical_hash(said: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: UTF-8, keys sorted, no spaces (M51)."""
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
