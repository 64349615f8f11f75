"""How many of the chosen customers a message would reach, and why not the others: counted before it is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kaye.countries.pack import pack
from kaye.records.models import Business, Consent, ContactPoint, Customer, OptOut, Receivable, Sale
from kaye.records.segments import Rule, audience


@dataclass(frozen=True, slots=True)
class Reached:
    """`chosen` = without_address + refused + not_agreed + leaving. Two cards with one address count twice here."""

    chosen: int
    without_address: int
    refused: int
    not_agreed: int

    @property
    def leaving(self) -> int:
        return self.chosen - self.without_address - self.refused - self.not_agreed


def reached(business: Business, rules: Sequence[Rule], kinds: Collection[str], now: datetime) -> Reached:
    """`kinds`: of points that the channel writes to. One query."""
    rows = _described(business, rules, kinds, now)
    found = rows.aggregate(
        chosen=Count("pk"),
        without=Count("pk", filter=Q(has_point=False)),
        refused=Count("pk", filter=Q(has_point=True, has_refused=True)),
        unsaid=Count("pk", filter=Q(has_point=True, has_refused=False) & ~_agreed(business)),
    )
    return Reached(found["chosen"], found["without"], found["refused"], found["unsaid"])


def some_reached(
    business: Business, rules: Sequence[Rule], kinds: Collection[str], now: datetime, most: int
) -> list[tuple[int, str]]:
    """(id, name) of a few who would receive it, the latest active first."""
    wanted = _agreed(business) & Q(("has_point", True), ("has_refused", False))
    rows = _described(business, rules, kinds, now).filter(wanted)
    return list(rows.order_by("-last_activity_at", "-id").values_list("pk", "name")[:most])


def _described(
    business: Business, rules: Sequence[Rule], kinds: Collection[str], now: datetime
) -> QuerySet[Customer]:
    points = ContactPoint.objects.filter(
        customer=OuterRef("pk"), kind__in=list(kinds), state="ok", suppressed_at=None, former_at=None
    )
    stops = OptOut.objects.filter(
        Q(point=None) | Q(point__kind__in=list(kinds)),
        customer=OuterRef("pk"), purpose__in=("marketing", "all"), lifted_at=None,
    )  # fmt: skip
    said = Consent.objects.filter(
        customer=OuterRef("pk"), purpose="marketing", state__in=("opted_in", "soft")
    )
    sales = Sale.objects.filter(customer=OuterRef("pk"), cancelled_at=None)
    debts = Receivable.objects.filter(customer=OuterRef("pk"), cancelled_at=None)
    return audience(business, rules, now).annotate(
        has_point=Exists(points),
        has_refused=Exists(stops),
        has_said=Exists(said),
        has_bought=Exists(sales),
        has_owed=Exists(debts),
    )


def _agreed(business: Business) -> Q:
    """Those who agreed, already bought, or need no agreement in that country (C52)."""
    defaults = pack(business.country).consent
    known = Q(has_said=True) | Q(has_bought=True) | Q(has_owed=True)
    if defaults.firm:
        known |= Q(is_consumer=False)
    if defaults.consumer:
        known |= Q(is_consumer=True) | Q(is_consumer=None)
    return known
