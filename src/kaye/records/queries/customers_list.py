"""The list of customers, page by page from the most recent, and the search: never a COUNT, always a bounded look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from kaye.records.models import Business, ContactPoint, Customer, Hold, Product, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.people import PhoneError, name_key, parse_phone

FILTERS = ("owes", "late", "promised")
PAGE = 30
_RECENT = 2000  # customers of late, looked at word by word before all of them
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
    """The customers active last come first. `kept`: owes, late, promised, or everybody. Three queries."""
    rows = _kept(Customer.objects.filter(business=business), business, kept, today)
    if start := _read_cursor(after):
        at, pk = start
        rows = rows.filter(last_activity_at__lte=at).filter(Q(last_activity_at__lt=at) | Q(pk__lt=pk))
    found = list(rows.order_by("-last_activity_at", "-id")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return CustomersPage(_listed(business, shown, today), _cursor(shown[-1]) if more else "")


def search_customers(
    business: Business, text: str, today: date, size: int = 20
) -> tuple[ListedCustomer, ...]:
    """By name or a part of it, phone or e-mail, at most `size`. Beginnings first, then the customers of late,
    then, only when nobody was found, everybody."""
    key = name_key(text)
    if not key:
        return ()
    found: dict[int, Customer] = {c.pk: c for c in _by_point(business, text)[:size]}
    own = Customer.objects.filter(business=business)
    begin = own.filter(search__gte=key, search__lt=key + _LAST_LETTER).order_by("search", "id")
    found |= {c.pk: c for c in begin[:size] if c.search.startswith(key)}
    if len(found) < size:
        recent = own.order_by("-last_activity_at", "-id").values("pk")[:_RECENT]
        found |= {c.pk: c for c in _with_words(own.filter(pk__in=recent), text)[:size]}
    if not found:
        found = {c.pk: c for c in _with_words(own, text)[:size]}
    return _listed(business, list(found.values())[:size], today)


def search_products(business: Business, text: str, size: int = 20) -> tuple[Product, ...]:
    """Articles whose name holds every word."""
    rows = Product.objects.filter(business=business)
    words = name_key(text).split()
    for word in words:
        rows = rows.filter(search__contains=word)
    return tuple(rows.order_by("search")[:size]) if words else ()


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
    if kept == "late":
        late = open_instalments(business).filter(customer=OuterRef("pk"), due_on__lt=today)
        return rows.filter(Exists(late), owed__gt=0)
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


def _by_point(business: Business, text: str) -> QuerySet[Customer]:
    own = Customer.objects.filter(business=business).order_by("name", "id")
    if "@" in text:
        value = text.strip()
    else:
        try:
            value = parse_phone(text, business.country).e164
        except PhoneError:
            return own.none()
    points = ContactPoint.objects.filter(business=business, value=value)
    return own.filter(pk__in=points.values("customer"))


def _with_words(rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Every word somewhere; a number is looked for as its digits alone (« 677 12 » finds 677123456)."""
    digits = "".join(filter(str.isdigit, text))
    alone = digits and not any(char.isalpha() for char in text)
    for word in [digits.lstrip("0")] if alone else name_key(text).split():
        rows = rows.filter(search__contains=word)
    return rows.order_by("-last_activity_at", "-id")


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
