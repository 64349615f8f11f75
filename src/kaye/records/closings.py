"""Closings of the cash book as rows, and what is wrong with them when somebody changed one (M55)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from kaye.records.entries import Entry, pieces, written_after
from kaye.records.journal import GENESIS, canonical_hash, faults
from kaye.records.models import Business, Closing, Event, Payment

DAY, MONTH, YEAR = "day", "month", "year"
PERIODS = (DAY, MONTH, YEAR)
CLOSED = "period_closed"  # the event that tells a closing


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing that is wrong. `seq`: of the event, or of the closing."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """`events` and `closings`: how many were looked at."""

    events: int
    closings: int
    first_bad: Bad | None

    @property
    def is_ok(self) -> bool:
        return self.first_bad is None


def verify_chain(business: Business) -> Verified:
    """The journal, the payments it tells, the closings made of it."""
    events = Event.objects.filter(business=business, seq__isnull=False).count()
    closings = Closing.objects.filter(business=business).count()
    broken = next(faults(business), None)
    first = Bad(broken.seq, broken.reason) if broken else next(_payment_faults(business), None)
    return Verified(events, closings, first or next(closing_faults(business), None))


def digest(closing: Closing, prev: str) -> str:
    """The hash of a closing, after that of the one before it in its kind of period."""
    return canonical_hash(
        {
            "business": closing.business_id,
            "period": closing.period,
            "seq": closing.seq,
            "start": closing.start.isoformat(),
            "end": closing.end.isoformat(),
            "entries": closing.entries,
            "by_method": closing.by_method,
            "by_rate": closing.by_rate,
            "total": closing.total,
            "cumulative": closing.cumulative,
            "last_seq": closing.last_seq,
            "last_hash": closing.last_hash,
            "at": closing.created_at.astimezone(UTC).isoformat(),
            "prev": prev,
        }
    )


def closing_faults(business: Business) -> Iterator[Bad]:
    """Closings changed, removed, added, or that no longer say what the journal says."""
    told = _told(business)
    days: list[Closing] = []
    for period in PERIODS:
        rows = list(Closing.objects.filter(business=business, period=period).order_by("seq"))
        yield from _chain_faults(rows, told)
        if period == DAY:
            days = rows
            yield from _day_faults(business, rows)
        else:
            yield from _sum_faults(rows, days)
    for period, seq in told:
        yield Bad(seq, f"Clôture : la clôture {seq} ({FRENCH[period]}) a été supprimée.")


def payment_rows_faults(business: Business) -> Iterator[str]:
    """Payments that the journal tells otherwise, or does not tell, in French."""
    for bad in _payment_faults(business):
        yield bad.reason


FRENCH = {DAY: "jour", MONTH: "mois", YEAR: "année"}


def _told(business: Business) -> dict[tuple[str, int], str]:
    """The hash of each closing as the journal tells it."""
    events = Event.objects.filter(business=business, kind=CLOSED, seq__isnull=False).order_by("seq")
    return {(said["period"], said["seq"]): said["hash"] for said in events.values_list("payload", flat=True)}


def _chain_faults(rows: list[Closing], told: dict[tuple[str, int], str]) -> Iterator[Bad]:
    prev, cumulative = GENESIS, 0
    for number, row in enumerate(rows, start=1):
        name = f"la clôture {row.seq} ({FRENCH[row.period]}, du {row.start:%d/%m/%Y})"
        cumulative += row.total
        if row.seq != number:
            yield Bad(number, f"Clôture : il manque la clôture {number} ({FRENCH[row.period]}).")
            return
        if row.hash != digest(row, prev):
            yield Bad(row.seq, f"Clôture : {name} a été modifiée.")
        elif told.pop((row.period, row.seq), None) != row.hash:
            yield Bad(row.seq, f"Clôture : {name} n'est pas celle du journal.")
        elif row.cumulative != cumulative:
            yield Bad(row.seq, f"Clôture : le cumul de {name} ne suit pas.")
        prev = row.hash


def _day_faults(business: Business, rows: list[Closing]) -> Iterator[Bad]:
    """Each day again from the journal."""
    start = 0
    for row in rows:
        said = Takings()
        last = ""
        for event in written_after(business, start, row.last_seq):
            last = event.hash
            for entry in event.entries:
                said.add(entry)
        if (said.entries, said.total, said.by_method()) != (row.entries, row.total, row.by_method):
            yield Bad(row.seq, f"Clôture : le {row.start:%d/%m/%Y} n'est plus ce que dit le journal.")
        elif last and last != row.last_hash:
            yield Bad(row.seq, f"Clôture : l'empreinte du {row.start:%d/%m/%Y} n'est pas celle du journal.")
        start = row.last_seq


def _sum_faults(rows: list[Closing], days: list[Closing]) -> Iterator[Bad]:
    for row in rows:
        total, entries = 0, 0
        for day in days:
            if row.start <= day.start <= row.end:
                total, entries = total + day.total, entries + day.entries
        if (total, entries) != (row.total, row.entries):
            yield Bad(
                row.seq, f"Clôture : {FRENCH[row.period]} du {row.start:%d/%m/%Y} : les jours font {total}."
            )


def _payment_faults(business: Business) -> Iterator[Bad]:
    """Each payment that counts has its amount and its method in the journal. Read in pieces."""
    told, undone = 0, _undone(business)
    for some in pieces(_tellings(business, undone), 500):
        rows = {
            pk: (amount, method)
            for pk, amount, method in Payment.objects.filter(
                business=business, state="done", pk__in=[entry.payment for _, entry in some]
            ).values_list("pk", "amount", "method")
        }
        told += len(rows)
        for seq, entry in some:
            if entry.payment not in rows:
                yield Bad(seq, f"Journal : le paiement {entry.payment} a disparu.")
            elif rows[entry.payment] != (entry.amount, entry.method):
                yield Bad(seq, f"Journal : le paiement {entry.payment} n'est plus celui du journal.")
    extra = Payment.objects.filter(business=business, state="done").exclude(amount=0).count() - told
    if extra > 0:
        yield Bad(0, f"Journal : {extra} paiement(s) que le journal ne dit pas.")


def _tellings(business: Business, undone: set[int]) -> Iterator[tuple[int, Entry]]:
    for event in written_after(business, 0):
        for entry in event.entries:
            if entry.amount and entry.payment not in undone:
                yield event.seq, entry


def _undone(business: Business) -> set[int]:
    """Payments that went with the import that had brought them."""
    events = Event.objects.filter(business=business, kind="import_undone", seq__isnull=False)
    said = events.values_list("payload", flat=True).iterator(chunk_size=100)
    kinds = ("payments", "credit_notes")
    return {int(payment) for each in said for kind in kinds for payment, _ in each.get(kind, ())}


class Takings:
    """Entries added up."""

    def __init__(self) -> None:
        self.entries, self.total = 0, 0
        self._methods: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """One more entry, unless it is no money."""
        if entry.is_money:
            self.entries += 1
            self.total += entry.amount
            self._methods[entry.method] += entry.amount

    def merge(self, entries: int, by_method: Mapping[str, int]) -> None:
        """A closed day."""
        self.entries += entries
        self.total += sum(by_method.values())
        self._methods.update(by_method)

    def by_method(self) -> dict[str, Any]:
        """Methods that brought or gave back something, in alphabetical order."""
        return {method: amount for method, amount in sorted(self._methods.items()) if amount}
