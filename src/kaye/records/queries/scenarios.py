"""What the screens of « Relances » read: versions, a bounded look at the open cases, the business's own texts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kaye.records.models import Business, Case, ScenarioVersion, TextOverride

MOST_CASES = 1000  # open cases looked at for a page; never a COUNT over all of them


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case, as a choice of the editor."""

    id: int
    version: int
    customer: int | None
    name: str
    due_on: date | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OpenCases:
    """The first open cases by date. `more`: there are others, so counts are « at least »."""

    cases: tuple[OpenCase, ...]
    more: bool = False

    def by_version(self) -> Mapping[int, int]:
        """How many follow each version."""
        return Counter(case.version for case in self.cases)


def current_versions(business: Business) -> list[ScenarioVersion]:
    """The version in force of every scenario."""
    return list(ScenarioVersion.objects.filter(business=business, is_current=True).order_by("key"))


def versions_of(business: Business, key: str) -> list[ScenarioVersion]:
    """Every version of one scenario, the newest first; empty when there is no such scenario."""
    return list(ScenarioVersion.objects.filter(business=business, key=key).order_by("-number"))


def version_ids(business: Business) -> Mapping[int, str]:
    """Every version by id, with the key of its scenario."""
    return dict(ScenarioVersion.objects.filter(business=business).values_list("id", "key"))


def open_cases_seen(business: Business, most: int = MOST_CASES) -> OpenCases:
    """The open cases that come first, at most `most`: one query on the index of what is due."""
    rows = (
        Case.objects.filter(business=business, closed_at=None)
        .order_by("due_on", "-stake")
        .values_list("id", "version_id", "customer_id", "customer__name", "due_on", "kind")
    )
    found = [OpenCase(r[0], r[1], r[2], r[3] or "", r[4], r[5]) for r in rows[: most + 1]]
    return OpenCases(tuple(found[:most]), len(found) > most)


def open_case(business: Business, key: str, case_id: int) -> OpenCase | None:
    """One open case of this scenario; None when it is closed, of another scenario or of another business."""
    rows = Case.objects.filter(business=business, closed_at=None, pk=case_id, version__key=key)
    row = rows.values_list("id", "version_id", "customer_id", "customer__name", "due_on", "kind").first()
    return OpenCase(row[0], row[1], row[2], row[3] or "", row[4], row[5]) if row else None


def due_customers(business: Business, until: date, most: int) -> tuple[list[int], bool]:
    """Customers with something due until that day, the first ones at most; True when there are more."""
    rows = (
        Case.objects.filter(business=business, closed_at=None, due_on__lte=until)
        .exclude(customer=None)
        .order_by("due_on", "-stake")
        .values_list("customer_id", flat=True)
    )
    looked = list(rows[: most * 4 + 1])
    ids = list(dict.fromkeys(c for c in looked if c is not None))
    return ids[:most], len(ids) > most or len(looked) > most * 4


def changed_forms(business: Business) -> frozenset[tuple[str, str]]:
    """The (message, form) written by the business itself."""
    return frozenset(TextOverride.objects.filter(business=business).values_list("message", "form"))
