"""Ask a base whether everything that must be true of it is true."""

import importlib
import logging
import pkgutil
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django_scopes import scope

from kaye.actions import invariants
from kaye.records.models import Business, Case, Customer, Event, OutgoingMessage, Payment, Receivable

_LOG = logging.getLogger("kaye.check")
_SHOWN = 20  # sentences per check and business; the others are counted

Invariant = Callable[[Business, datetime], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Violation:
    """`check`: the name of the file that found it. `because`: a French sentence."""

    business: str
    check: str
    because: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`counts`: rows seen, by name; `found`: violations, those not shown included."""

    violations: tuple[Violation, ...]
    found: int
    counts: dict[str, int]

    @property
    def is_ok(self) -> bool:
        return self.found == 0


def check_invariants(businesses: Iterable[Business], now: datetime) -> Checked:
    """Every check on each of these businesses. Reads in pieces: memory does not grow with the base."""
    shown: list[Violation] = []
    found = 0
    counts: dict[str, int] = {"businesses": 0}
    for business in businesses:
        with scope(business=business):
            counts["businesses"] += 1
            _count(business, counts)
            at = _at_least(business, now)
            for name, check in _found_checks():
                total, first = _run(name, check, business, at)
                found += total
                shown.extend(first)
    counts["checks"] = len(_found_checks())
    counts["memory_mib"] = _peak_mib()
    return Checked(tuple(shown), found, counts)


def _found_checks() -> list[tuple[str, Invariant]]:
    names = sorted(m.name for m in pkgutil.iter_modules(invariants.__path__))
    return [(n, importlib.import_module(f"{invariants.__name__}.{n}").violations) for n in names]


def _run(name: str, check: Invariant, business: Business, now: datetime) -> tuple[int, list[Violation]]:
    total = 0
    first: list[Violation] = []
    try:
        for sentence in check(business, now):
            total += 1
            if len(first) < _SHOWN:
                first.append(Violation(business.slug, name, sentence))
    except Exception as problem:  # a check that cannot read the base is itself a finding
        _LOG.exception("%s, « %s »", name, business.slug)
        total += 1
        first.append(Violation(business.slug, name, f"Ce contrôle n'a pas pu finir : {problem}"))
    if total > len(first):
        first.append(Violation(business.slug, name, f"… et {total - len(first)} autres."))
    return total, first


def _at_least(business: Business, now: datetime) -> datetime:
    """Not before the last thing the business knows: a base played in advance is judged at its own hour (R1)."""
    last = Event.objects.filter(business=business).order_by("-id").values_list("at", flat=True).first()
    return max(at for at in (now, business.last_tick_at, last) if at is not None)


def _count(business: Business, counts: dict[str, int]) -> None:
    cases = Case.objects.filter(business=business)
    closed = cases.exclude(closed_at=None).count()
    seen = {
        "customers": Customer.objects.filter(business=business).count(),
        "receivables": Receivable.objects.filter(business=business).count(),
        "payments": Payment.objects.filter(business=business).count(),
        "events": Event.objects.filter(business=business).count(),
        "cases_open": cases.count() - closed,
        "cases_closed": closed,
    }
    messages = OutgoingMessage.objects.filter(business=business).order_by()
    for state, number in messages.values_list("state").annotate(n=Count("id")):
        seen[f"messages_{state}"] = number
    for name, number in seen.items():
        counts[name] = counts.get(name, 0) + number


def _peak_mib() -> int:
    """The most memory this process ever took; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
