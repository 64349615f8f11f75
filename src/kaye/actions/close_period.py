"""Close the days, months and years that are over: figures that nothing opens again (M55)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from kaye.records.calendars import local_day
from kaye.records.closings import CLOSED, DAY, MONTH, YEAR, Takings, digest
from kaye.records.entries import Entry, written_after
from kaye.records.journal import GENESIS, NewEvent, append_many
from kaye.records.locks import lock
from kaye.records.models import Business, Closing, Event
from kaye.records.rate_shares import rate_shares

_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Day:
    """What the journal says of one day. `seq`, `hash`: of its last event."""

    on: date
    seq: int
    hash: str
    entries: list[Entry] = field(default_factory=list)


def close_periods(*, business: Business, now: datetime, by: str = "") -> tuple[Closing, ...]:
    """Everything that is over and not closed yet, days first; () when there is nothing to close.

    A day without entry makes no row, a month and a year always do. What is written after the end of a day belongs to
    a later one, whatever its value date.
    """
    yesterday = local_day(business, now) - _DAY
    if business.closed_until is not None and business.closed_until >= yesterday:
        return ()
    with transaction.atomic():
        lock(business)
        business.refresh_from_db(fields=["closed_until"])
        start = _start(business, yesterday)
        if start > yesterday:
            return ()
        made = _close(business, start, yesterday, now)
        Business.objects.filter(pk=business.pk).update(closed_until=yesterday)
        business.closed_until = yesterday
        append_many(business=business, events=[_event(row, now, by) for row in made])
    return tuple(made)


def is_over(business: Business, now: datetime) -> bool:
    """Whether a day may be left to close: asked at every turn, without a lock and, most often, without the base."""
    yesterday = local_day(business, now) - _DAY
    if business.closed_until is not None:
        return business.closed_until < yesterday
    return _start(business, yesterday) <= yesterday


def _start(business: Business, yesterday: date) -> date:
    """The first day not closed yet: at the beginning, the one of the first event."""
    if business.closed_until is not None:
        return business.closed_until + _DAY
    first = Event.objects.filter(business=business).order_by("at").values_list("at", flat=True).first()
    return local_day(business, min(first or business.created_at, business.created_at))


def _close(business: Business, start: date, yesterday: date, now: datetime) -> list[Closing]:
    tail = Closing.objects.filter(business=business).order_by("-last_seq").first()
    seq, last_hash = (tail.last_seq, tail.last_hash) if tail else (0, GENESIS)
    days = list(_days(business, start, yesterday, seq))
    made: list[Closing] = []
    chain = _Chain(business, DAY, now)
    for day in days:
        if any(entry.is_money for entry in day.entries):
            made.append(
                chain.add(day.on, day.on, _taken(day.entries), day.seq, day.hash, rate_shares(day.entries))
            )
    Closing.objects.bulk_create(made)
    for period in (MONTH, YEAR):
        chain = _Chain(business, period, now)
        rows = []
        for first, last in _over(period, start, yesterday):
            before = [day for day in days if day.on <= last]
            end = (before[-1].seq, before[-1].hash) if before else (seq, last_hash)
            rows.append(chain.sum(first, last, *end))
        Closing.objects.bulk_create(rows)
        made += rows
    return made


def _days(business: Business, start: date, yesterday: date, seq: int) -> Iterator[_Day]:
    """The journal from this event on, by day: never back to a day already left, even if a clock was late."""
    found: _Day | None = None
    for event in written_after(business, seq):
        on = max(event.on, start if found is None else found.on)
        if on > yesterday:
            break
        if found is None or on > found.on:
            if found is not None:
                yield found
            found = _Day(on, event.seq, event.hash)
        found.seq, found.hash = event.seq, event.hash
        found.entries += event.entries
    if found is not None:
        yield found


def _taken(entries: Sequence[Entry]) -> Takings:
    taken = Takings()
    for entry in entries:
        taken.add(entry)
    return taken


def _over(period: str, start: date, yesterday: date) -> Iterator[tuple[date, date]]:
    """The months, or the years, whose last day lies between these two days."""
    first = start.replace(day=1) if period == MONTH else start.replace(month=1, day=1)
    while True:
        after = _following(period, first)
        if after - _DAY > yesterday:
            return
        yield first, after - _DAY
        first = after


def _following(period: str, first: date) -> date:
    if period == YEAR:
        return first.replace(year=first.year + 1)
    return (first + timedelta(days=31)).replace(day=1)


class _Chain:
    """The closings of one kind of period, each after the one before."""

    def __init__(self, business: Business, period: str, now: datetime) -> None:
        self._business, self._period, self._now = business, period, now
        last = Closing.objects.filter(business=business, period=period).order_by("-seq").first()
        self._seq, self._cumulative = (last.seq, last.cumulative) if last else (0, 0)
        self._hash = last.hash if last else GENESIS

    def add(
        self, start: date, end: date, taken: Takings, seq: int, last_hash: str, by_rate: dict[str, int]
    ) -> Closing:
        """The next closing, not saved."""
        self._seq += 1
        self._cumulative += taken.total
        row = Closing(
            business=self._business,
            period=self._period,
            seq=self._seq,
            start=start,
            end=end,
            entries=taken.entries,
            by_method=taken.by_method(),
            by_rate=by_rate,
            total=taken.total,
            cumulative=self._cumulative,
            last_seq=seq,
            last_hash=last_hash,
            created_at=self._now,
        )
        self._hash = row.hash = digest(row, self._hash)
        return row

    def sum(self, start: date, end: date, seq: int, last_hash: str) -> Closing:
        """The next closing, as the sum of its days."""
        taken, by_rate = Takings(), dict[str, int]()
        days = Closing.objects.filter(
            business=self._business, period=DAY, start__gte=start, end__lte=end
        ).order_by("seq")
        for day in days:
            taken.merge(day.entries, day.by_method)
            for rate, amount in day.by_rate.items():
                by_rate[rate] = by_rate.get(rate, 0) + amount
        return self.add(start, end, taken, seq, last_hash, dict(sorted(by_rate.items())))


def _event(row: Closing, now: datetime, by: str) -> NewEvent:
    said = {
        "period": row.period,
        "seq": row.seq,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "entries": row.entries,
        "total": row.total,
        "cumulative": row.cumulative,
        "hash": row.hash,
    }
    return NewEvent(CLOSED, now, said, None, by, money=True)
