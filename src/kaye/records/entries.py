"""The entries of the cash book, read from the journal; the rows of payments must say the same (M55)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from kaye.records.calendars import calendar_of
from kaye.records.models import Business, Event, Payment

_BATCH = 1000
_UNKNOWN = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement, in minor units: money in, negative when it goes out. `amount` is 0 for an « arrondi ».

    `is_money` False: a credit note brought by an import, kept as a payment, which is no takings.
    """

    payment: int
    amount: int
    method: str
    is_money: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """One event of the chain, the day it was written on the wall of the shop, and the entries it makes."""

    seq: int
    hash: str
    on: date
    entries: tuple[Entry, ...]


def written_after(business: Business, seq: int, until: int | None = None) -> Iterator[Written]:
    """The chain after this event, in order, with its entries; `until`: the last one wanted."""
    zone = ZoneInfo(calendar_of(business).zone)
    chain = Event.objects.filter(business=business, seq__gt=seq).order_by("seq")
    if until is not None:
        chain = chain.filter(seq__lte=until)
    for events in pieces(chain.iterator(chunk_size=_BATCH), _BATCH):
        told = [list(entries_of(event)) for event in events]
        methods = _methods([entry.payment for entries in told for entry in entries if not entry.method])
        for event, entries in zip(events, told, strict=True):
            assert event.seq is not None
            known = tuple(
                entry if entry.method else replace(entry, method=methods.get(entry.payment, _UNKNOWN))
                for entry in entries
            )
            yield Written(event.seq, event.hash, event.at.astimezone(zone).date(), known)


def entries_of(event: Event) -> Iterator[Entry]:
    """What this event puts in or takes out of the till; an empty method is that of the payment's row."""
    said: Mapping[str, Any] = event.payload
    if event.kind == "import_undone":
        yield from (Entry(int(payment), -int(amount), "") for payment, amount in said.get("payments", ()))
        return
    payment = said.get("payment")
    if not isinstance(payment, int) or event.kind not in _MOVES:
        return
    if said.get("state") == "pending":  # a cheque counts once it is cleared (M27)
        return
    amount = said.get("amount", said.get("received", 0))
    if amount:
        yield Entry(payment, int(amount), str(said.get("method") or ""), not said.get("credit_note"))
    if said.get("rounding"):
        yield Entry(payment, 0, str(said.get("method") or ""))


_MOVES = frozenset(
    {
        "payment_recorded",
        "payment_reversed",
        "cheque_cleared",
        "refund_recorded",
        "sale_recorded",
        "debt_added",
    }
)


def _methods(payments: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in pieces(dict.fromkeys(payments), 500):
        found.update(Payment.objects.filter(pk__in=some).values_list("pk", "method"))
    return found


def pieces(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows in order, `size` at a time."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some
