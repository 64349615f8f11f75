"""Open what must be followed for new sales, debts and articles: a few queries whatever their number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kaye.records.calendars import local_day
from kaye.records.models import (
    Business,
    Case,
    Document,
    ImportBatch,
    Instalment,
    Product,
    Request,
    Sale,
    SaleLine,
    ScenarioVersion,
    StepDone,
)
from kaye.rules.entry import NOT_OLD, Entry, entry
from kaye.rules.scenario import SUBJECTS, Scenario, parse_scenario

OLD_DEBT = "sautée : dette ancienne"
IMPORT = "sautée : import"
_USEFUL_DAYS = {"satisfaction": 10, "restock": 15}  # after the effective date (R7)
_LONGEST_LIFETIME = 3650  # days: past ten years nobody offers the article again
_BATCH = 500


@dataclass(frozen=True, slots=True)
class _Plan:
    """A case to write, and where its debt enters the ladder."""

    case: Case
    entry: Entry = NOT_OLD


@dataclass(frozen=True, slots=True)
class _Follow:
    """A scenario of the business, in its current version."""

    version: ScenarioVersion
    scenario: Scenario


def open_cases(
    *,
    business: Business,
    now: datetime,
    sales: Iterable[Sale] = (),
    orders: Iterable[Sale] = (),
    instalments: Iterable[Instalment] = (),
    lines: Iterable[SaleLine] = (),
    products: Iterable[Product] = (),
    quotes: Iterable[Document] = (),
    requests: Iterable[Request] = (),
    batch: ImportBatch | None = None,
    because: str = OLD_DEBT,
) -> list[Case]:
    """Write the cases of rows that have none yet, in the caller's transaction.

    `sales`: new ones; `orders`: only their delivery is opened. `instalments` come with their `receivable` loaded and
    `paid` up to date. A debt already late enters its ladder at the step of its lateness, which waits for a person
    (R8); `because` is written on the steps left behind.
    """
    maker = _Maker(business, now, batch)
    sales = list(sales)
    plans = [
        *maker.payments(instalments),
        *maker.deliveries(sales),
        *maker.deliveries(orders),
        *maker.satisfactions(sales),
        *maker.articles(list(lines)),
        *maker.low_stocks(products),
        *maker.quotes(quotes),
        *maker.requests(requests),
    ]
    Case.objects.bulk_create((plan.case for plan in plans), batch_size=_BATCH)
    StepDone.objects.bulk_create(_left_behind(plans, now, maker.today, because), batch_size=_BATCH)
    return [plan.case for plan in plans]


def _left_behind(plans: list[_Plan], now: datetime, today: date, because: str) -> Iterator[StepDone]:
    for plan in plans:
        for step in plan.entry.skipped:
            yield StepDone(
                business_id=plan.case.business_id,
                case=plan.case,
                step=step,
                outcome="skipped",
                reason=because,
                done_on=today,
                at=now,
            )


class _Maker:
    """Cases of one business at one instant."""

    def __init__(self, business: Business, now: datetime, batch: ImportBatch | None) -> None:
        self.business, self.now, self.batch = business, now, batch
        self.today = local_day(business, now)
        versions = ScenarioVersion.objects.filter(business=business, is_current=True)
        self.follows = {v.key: _Follow(v, parse_scenario(v.key, v.data)) for v in versions}

    def payments(self, instalments: Iterable[Instalment]) -> Iterator[_Plan]:
        """One per instalment that still owes something."""
        for each in instalments:
            if each.paid >= each.amount or each.replaced_at or each.receivable.cancelled_at:
                continue
            invoiced = each.receivable.origin == "invoice"
            follow = self.follows[self.business.scenario_for_invoices if invoiced else "notebook_debt"]
            at = entry(follow.scenario, each.due_on, self.today) if each.due_on else NOT_OLD
            case = self._case(follow, each.pk, each.customer_id)
            if at.step:
                case.proposed_step, case.proposed_because = at.step, "old_debt"
            yield _Plan(case, at)

    def deliveries(self, sales: Iterable[Sale]) -> Iterator[_Plan]:
        """One per order to deliver, unless its promised day has passed (R7)."""
        for sale in sales:
            if _waits(sale) and not (sale.promised_on and sale.promised_on < self.today):
                yield _Plan(self._case(self.follows["delivery"], sale.pk, sale.customer_id))

    def satisfactions(self, sales: Iterable[Sale]) -> Iterator[_Plan]:
        """One question per sale; that of an order waits for its delivery (R14)."""
        for sale in sales:
            if sale.customer_id is None or sale.cancelled_at:
                continue
            if _waits(sale) or not self._is_too_late("satisfaction", sale.delivered_on or sale.sold_on):
                yield _Plan(self._case(self.follows["satisfaction"], sale.pk, sale.customer_id))

    def articles(self, lines: Sequence[SaleLine]) -> Iterator[_Plan]:
        """One per line of a known customer whose article lasts a known time."""
        lifetimes = _lifetimes(lines)
        for line in lines:
            lifetime = line.lifetime_days or lifetimes.get(line.product_id or 0) or 0
            days = lifetime * line.quantity
            if line.customer_id is None or not 0 < days <= _LONGEST_LIFETIME:
                continue
            if not self._is_too_late("restock", line.sold_on + timedelta(days=days)):
                yield _Plan(self._case(self.follows["restock"], line.pk, line.customer_id))

    def low_stocks(self, products: Iterable[Product]) -> Iterator[_Plan]:
        """One per article and cycle (A6); nobody but the owner is concerned."""
        for product in products:
            yield _Plan(self._case(self.follows["low_stock"], product.pk, None, product.low_cycle))

    def quotes(self, quotes: Iterable[Document]) -> Iterator[_Plan]:
        """One per quote sent (B5); a new version is a new quote."""
        for quote in quotes:
            yield _Plan(self._case(self.follows["quote"], quote.pk, quote.customer_id))

    def requests(self, requests: Iterable[Request]) -> Iterator[_Plan]:
        """One per need (B4, D1), its acknowledgement set aside: that one does not wait for the day (C33)."""
        for request in requests:
            follow = self.follows["request"]
            first = follow.scenario.steps[0]
            lived = Case.objects.filter(business=self.business, subject_type="request", subject_id=request.pk)
            case = self._case(follow, request.pk, request.customer_id, lived.count())
            yield _Plan(
                case, Entry(None, (first.uid,)) if not first.offset_h and first.offset == 0 else NOT_OLD
            )

    def _is_too_late(self, key: str, anchor: date) -> bool:
        step = self.follows[key].scenario.steps[0]
        return anchor + timedelta(days=(step.offset or 0) + _USEFUL_DAYS[key]) < self.today

    def _case(self, follow: _Follow, subject_id: int, customer_id: int | None, cycle: int = 0) -> Case:
        return Case(
            business=self.business,
            customer_id=customer_id,
            version=follow.version,
            kind=follow.scenario.kind,
            subject_type=SUBJECTS[follow.scenario.subject],
            subject_id=subject_id,
            cycle=cycle,
            opened_on=self.today,
            batch=self.batch,
            next_at=self.now,
        )


def _waits(sale: Sale) -> bool:
    return sale.kind == "order" and sale.delivered_on is None and sale.cancelled_at is None


def _lifetimes(lines: Sequence[SaleLine]) -> dict[int, int | None]:
    wanted = sorted({line.product_id for line in lines if line.product_id and not line.lifetime_days})
    found: dict[int, int | None] = {}
    for start in range(0, len(wanted), _BATCH):
        products = Product.objects.filter(pk__in=wanted[start : start + _BATCH])
        found.update(products.values_list("pk", "lifetime_days"))
    return found
