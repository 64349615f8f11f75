"""The list of customers, page by page from the most recent, and the search: never a COUNT, always a bounded look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from kaye.records.models import Business, ContactPoint, Customer, Hold, Receivable
from kaye.records.queries.found import found_customers
from kaye.records.sums import open_instalments

FILTERS = ("owes", "late", "promised")
PAGE = 30
_LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """A row. `late_since`: due date of the oldest debt in the past; `promised_on`: the promise in force."""

    id: int
    name: str
    owed: int
    next_on: date | None
    next_because: str
    late_since: date | None = None
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class CustomersPage:
    """`after`: what to give to get the next page; empty at the end."""

    rows: tuple[ListedCustomer, ...]
    after: str


def customers_page(
    business: Business, today: date, kept: str = "", after: str = "", size: int = PAGE
) -> CustomersPage:
    """The customers active last come first; those late, the oldest debt first. `kept`: owes, late, promised, or
    everybody. Three queries."""
    if kept == "late":
        return _late_page(business, today, after, size)
    rows = _kept(Customer.objects.filter(business=business), business, kept, today)
    if start := _read_cursor(after):
        at, pk = start
        rows = rows.filter(last_activity_at__lte=at).filter(Q(last_activity_at__lt=at) | Q(pk__lt=pk))
    found = list(rows.order_by("-last_activity_at", "-id")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return CustomersPage(_listed(business, shown, today), _cursor(shown[-1]) if more else "")


def _late_page(business: Business, today: date, after: str, size: int) -> CustomersPage:
    """Read from the debts in the order of their due dates, each customer at the oldest: what is shown is what is
    read, wherever those who are late stand among all."""
    late = open_instalments(business).filter(due_on__lt=today)
    older = open_instalments(business).filter(customer=OuterRef("customer"), due_on__lte=OuterRef("due_on"))
    older = older.filter(Q(due_on__lt=OuterRef("due_on")) | Q(pk__lt=OuterRef("pk")))
    rows = late.filter(~Exists(older))
    if start := _read_late_cursor(after):
        due_on, pk = start
        rows = rows.filter(due_on__gte=due_on).filter(Q(due_on__gt=due_on) | Q(pk__gt=pk))
    found = list(rows.order_by("due_on", "id").select_related("customer")[: size + 1])
    shown = found[:size]
    cursor = f"{shown[-1].due_on}_{shown[-1].pk}" if len(found) > size else ""
    return CustomersPage(_listed(business, [row.customer for row in shown], today), cursor)


def search_customers(
    business: Business, text: str, today: date, size: int = 20
) -> tuple[ListedCustomer, ...]:
    """By name or a part of it, phone or e-mail, at most `size`."""
    return _listed(business, found_customers(business, text, size), today)


def search_debts(business: Business, text: str, size: int = 20) -> tuple[Receivable, ...]:
    """Invoices whose number begins so."""
    wanted = " ".join(text.split()).upper()
    if not wanted:
        return ()
    rows = Receivable.objects.filter(
        business=business, reference__gte=wanted, reference__lt=wanted + _LAST_LETTER
    )
    return tuple(
        row
        for row in rows.exclude(reference="").select_related("customer").order_by("reference")[:size]
        if row.reference.upper().startswith(wanted)
    )


def sharing_points(business: Business, customer: Customer, values: Sequence[str]) -> tuple[Customer, ...]:
    """Other customers with one of these phones or addresses (R17), at most five."""
    if not values:
        return ()
    points = ContactPoint.objects.filter(business=business, value__in=values).exclude(customer=customer)
    return tuple(Customer.objects.filter(pk__in=points.values("customer")).order_by("name", "id")[:5])


def _kept(rows: QuerySet[Customer], business: Business, kept: str, today: date) -> QuerySet[Customer]:
    if kept == "owes":
        return rows.filter(owed__gt=0)
    if kept == "promised":
        promises = Hold.objects.filter(business=business, kind="promise", lifted_at=None, until__gte=today)
        return rows.filter(pk__in=promises.values("customer"))
    return rows


def _listed(business: Business, rows: Sequence[Customer], today: date) -> tuple[ListedCustomer, ...]:
    ids = [row.pk for row in rows]
    debts = open_instalments(business).filter(customer_id__in=ids, due_on__lt=today).order_by()
    late = dict(debts.values_list("customer").annotate(since=Min("due_on")))
    holds = Hold.objects.filter(customer_id__in=ids, kind="promise", lifted_at=None, until__gte=today)
    promised = dict(holds.order_by("id").values_list("customer_id", "promised_on"))
    return tuple(
        ListedCustomer(
            id=row.pk,
            name=row.name,
            owed=row.owed,
            next_on=row.next_on,
            next_because=row.next_because,
            late_since=late.get(row.pk),
            promised_on=promised.get(row.pk),
        )
        for row in rows
    )


def _cursor(row: Customer) -> str:
    return f"{row.last_activity_at.isoformat()}_{row.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    """None for anything that is not one of ours: the first page is shown."""
    at, _, pk = text.rpartition("_")
    try:
        instant = datetime.fromisoformat(at)
        return (instant, int(pk)) if instant.tzinfo else None
    except ValueError:
        return None


def _read_late_cursor(text: str) -> tuple[date, int] | None:
    """As `_read_cursor`, on the late."""
    on, _, pk = text.rpartition("_")
    try:
        return date.fromisoformat(on), int(pk)
    except ValueError:
        return None
