"""What the page of a sale shows, worked out from the draft."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kaye.records.calendars import currency_of
from kaye.records.models import Business, Customer, Product
from kaye.records.queries.counter import best_sellers, suggest_customers, suggest_products
from kaye.rules.money import Currency, MoneyError, format_money
from kaye.web.dates import day_text
from kaye.web.sell.draft import Draft, DraftLine, amount_of, total_of

_KIND_WORDS = (("cash", "Comptant"), ("credit", "À crédit"), ("order", "Commande"))


@dataclass(frozen=True, slots=True)
class Chip:
    value: str
    word: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what its article has on the shelf; `free` None when it is not counted."""

    typed: DraftLine
    free: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sale on the screen. Amounts in minor units; `rest` negative: the customer gives too much."""

    draft: Draft
    kinds: tuple[Chip, ...]
    customer: Customer | None
    lines: tuple[Line, ...]
    total: int
    received: int
    code: str
    exponent: int
    unit: str
    dues: tuple[Chip, ...]
    order_dues: tuple[Chip, ...]
    promises: tuple[Chip, ...]
    best: tuple[Product, ...]
    found_customers: tuple[Customer, ...]
    found_products: tuple[Product, ...]
    problems: Mapping[str, str]

    @property
    def rest(self) -> int:
        return self.total - self.received

    @property
    def excess(self) -> int:
        return max(-self.rest, 0)

    @property
    def keeps_debt(self) -> bool:
        return self.draft.kind != "cash"

    @property
    def submit_word(self) -> str:
        """The button says the result."""
        if not self.keeps_debt:
            return (
                f"Noter la vente, {format_money(self.total, self.code)} reçus"
                if self.total
                else "Noter la vente"
            )
        word = "Noter la commande" if self.draft.kind == "order" else "Noter la vente"
        if self.rest > 0:
            return f"{word}, reste {format_money(self.rest, self.code)}"
        return f"{word}, tout est payé" if self.total else word


def make_sheet(
    business: Business, draft: Draft, today: date, problems: Mapping[str, str] | None = None
) -> Sheet:
    """A handful of queries, whatever is typed."""
    money = currency_of(business)
    problems = problems or {}
    products = Product.objects.filter(business=business).in_bulk(
        [line.product_id for line in draft.lines if line.product_id]
    )
    customer = (
        Customer.objects.filter(business=business, pk=draft.customer_id).first()
        if draft.customer_id
        else None
    )
    looking = customer is None and not draft.is_new
    return Sheet(
        draft=draft,
        kinds=tuple(Chip(value, word, draft.kind == value) for value, word in _KIND_WORDS),
        customer=customer,
        lines=tuple(
            _line(line, products.get(line.product_id or 0), problems.get(f"line{index}", ""))
            for index, line in enumerate(draft.lines)
        ),
        total=total_of(draft.lines, money.code),
        received=_received(draft, money),
        code=money.code,
        exponent=money.exponent,
        unit=money.unit,
        dues=_dues(draft, today),
        order_dues=_order_dues(draft, today),
        promises=_promises(draft, today),
        best=tuple(best_sellers(business)),
        found_customers=tuple(suggest_customers(business, draft.who)) if looking and draft.who else (),
        found_products=tuple(suggest_products(business, draft.article)) if draft.article else (),
        problems=problems,
    )


def month_end(today: date) -> date:
    """The last day of this month; of the next one when that is under a week away."""
    last = _last_of(today)
    return last if (last - today).days >= 7 else _last_of(last + timedelta(days=1))


def _last_of(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _line(line: DraftLine, product: Product | None, problem: str) -> Line:
    return Line(line, product.free if product else None, problem)


def _received(draft: Draft, money: Currency) -> int:
    if draft.kind == "cash":
        return total_of(draft.lines, money.code)
    try:
        return amount_of(draft.received, money.code) or 0
    except MoneyError:
        return 0


def _dues(draft: Draft, today: date) -> tuple[Chip, ...]:
    """A credit: tomorrow, in a week (the usual), at the end of the month."""
    days = (today + timedelta(days=1), today + timedelta(days=7), month_end(today))
    return _chips(days, draft.due, today, default=days[1])


def _order_dues(draft: Draft, today: date) -> tuple[Chip, ...]:
    """The rest of an order: when it is delivered, unless another day is said (R13)."""
    chips = _chips((month_end(today),), draft.order_due, today, default=None)
    at_delivery = not any(chip.checked for chip in chips)
    return (Chip("", "À la livraison", at_delivery), *chips)


def _promises(draft: Draft, today: date) -> tuple[Chip, ...]:
    days = (today + timedelta(days=1), today + timedelta(days=2), today + timedelta(days=7))
    return _chips(days, draft.promised, today, default=days[1])


def _chips(days: tuple[date, ...], chosen: str, today: date, default: date | None) -> tuple[Chip, ...]:
    wanted = chosen
    days = tuple(dict.fromkeys(days))  # the end of the month may be in a week
    known = {day.isoformat() for day in days} | {"other"}
    if wanted not in known and default is not None:
        wanted = default.isoformat()
    return (
        *(Chip(day.isoformat(), day_text(day, today, "short"), wanted == day.isoformat()) for day in days),
        Chip("other", "Autre", wanted == "other"),
    )
