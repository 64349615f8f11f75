"""Sums kept on rows: counted again from what they sum, a few queries whatever the number of rows.

`Instalment.paid` = Σ allocations + Σ reductions; `Customer.owed` = Σ open balances;
`Product.reserved` = Σ quantities ordered and not yet delivered.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from kaye.records.models import Allocation, Business, Customer, Instalment, Product, Reduction, SaleLine

_CHUNK = 500  # ids in one query: below the limit of any SQLite


def recount(
    business: Business, customer_ids: Iterable[int] | None = None, product_ids: Iterable[int] | None = ()
) -> None:
    """Write the sums again for these customers and products; None means all of the business."""
    for some in _chunks(customer_ids):
        instalments = Instalment.objects.filter(business=business)
        customers = Customer.objects.filter(business=business)
        if some is not None:
            instalments, customers = instalments.filter(customer_id__in=some), customers.filter(pk__in=some)
        instalments.update(paid=_paid())
        customers.update(owed=_owed())
    for some in _chunks(product_ids):
        products = Product.objects.filter(business=business)
        (products if some is None else products.filter(pk__in=some)).update(reserved=_reserved())


def wrong_sums(business: Business) -> tuple[str, ...]:
    """What a recount would change, in French, for `kaye check`; () when every sum is right."""
    checks: tuple[tuple[str, QuerySet, str, Combinable], ...] = (
        ("tranche(s) dont le payé est faux", Instalment.objects.all(), "paid", _paid()),
        ("client(s) dont le solde est faux", Customer.objects.all(), "owed", _owed()),
        ("article(s) dont la réserve est fausse", Product.objects.all(), "reserved", _reserved()),
    )
    faults = []
    for words, rows, column, right in checks:
        wrong = rows.filter(business=business).annotate(right=right).exclude(right=F(column)).count()
        if wrong:
            faults.append(f"{wrong} {words}.")
    return tuple(faults)


# Due or not, the oldest first; undated ones last on every database (M24).
OLDEST_FIRST = (F("due_on").asc(nulls_last=True), "receivable__reference", "receivable_id", "number", "id")


def open_instalments(business: Business) -> QuerySet[Instalment]:
    """Instalments that still owe something: not replaced by a plan, not cancelled."""
    return Instalment.objects.filter(
        business=business,
        replaced_at=None,
        receivable__cancelled_at=None,
        paid__lt=F("amount"),
    )


# The rows summed are tied to a row already inside the walls of its business: asking for the business again would
# lead SQLite to read all of it for each sum. Hence `_base_manager`.


def _paid() -> Combinable:
    allocated = Allocation._base_manager.filter(instalment=OuterRef("pk")).order_by()
    reduced = Reduction._base_manager.filter(instalment=OuterRef("pk")).order_by()
    return _sum_of(allocated, "instalment", Sum("amount")) + _sum_of(reduced, "instalment", Sum("amount"))


def _owed() -> Combinable:
    due = Instalment._base_manager.filter(
        customer=OuterRef("pk"), replaced_at=None, receivable__cancelled_at=None
    )
    return _sum_of(due.order_by(), "customer", Sum(F("amount") - F("paid")))


def _reserved() -> Combinable:
    waiting = SaleLine._base_manager.filter(
        product=OuterRef("pk"),
        took_stock=True,
        sale__kind="order",
        sale__delivered_on=None,
        sale__cancelled_at=None,
    )
    return _sum_of(waiting.order_by(), "product", Sum("quantity"))


def _sum_of(rows: QuerySet, group: str, total: Sum) -> Combinable:
    return Coalesce(Subquery(rows.values(group).annotate(total=total).values("total")), 0)


def _chunks(ids: Iterable[int] | None) -> Iterator[list[int] | None]:
    if ids is None:
        yield None
        return
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, _CHUNK)):
        yield some
