"""No number of a series is missing or given twice, and dates follow numbers (M8, M9)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from kaye.actions.documents.numbering import number_text
from kaye.records.models import Business, Document, NumberSeries

_GAPLESS = ("F", "A", "R")


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Counters that ran ahead of the papers, papers outside a counter, twins, dates that go back."""
    issued = Document.objects.filter(business=business, version=1, kind__in=_KINDS).exclude(number="")
    dates: dict[str, date | None] = {}
    twins: dict[str, int] = defaultdict(int)
    for number, on in issued.order_by("pk").values_list("number", "issued_on").iterator(chunk_size=2000):
        twins[number] += 1
        dates[number] = on
    yield from (f"Le numéro {number} est donné {count} fois." for number, count in twins.items() if count > 1)
    for row in NumberSeries.objects.filter(business=business, series__in=_GAPLESS).order_by("pk"):
        first, last = _first(row, dates), None
        for rank in range(first, row.next):
            number = number_text(row.prefix, row.year, rank)
            if number not in dates:
                yield f"Le numéro {number} manque."
                continue
            on = dates.pop(number)
            if on is not None and last is not None and on < last:
                yield f"Le document {number} est daté avant celui qui le précède."
            last = on or last
    yield from (f"Le numéro {number} n'est d'aucune série." for number in dates)


_KINDS = ("invoice", "deposit", "final", "receipt", "credit_note")


def _first(row: NumberSeries, dates: dict[str, date | None]) -> int:
    """The settings chose the first number: it is the lowest one given in this series and year."""
    ranks = (number[len(f"{row.prefix}{row.year}-") :] for number in dates if _is_of(row, number))
    return min((int(rank) for rank in ranks if rank.isdecimal()), default=row.next)


def _is_of(row: NumberSeries, number: str) -> bool:
    return number.startswith(f"{row.prefix}{row.year}-")
