"""From a draft to a sale: what cannot be read is said under its own field."""

from dataclasses import dataclass
from datetime import date

from kaye.actions.record_sale import LineInput
from kaye.actions.sell_at_counter import CounterSale, NewCustomer
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Customer, Product
from kaye.rules.money import MoneyError
from kaye.rules.people import PhoneError, name_error, parse_phone
from kaye.web.sell.draft import Draft, DraftLine, amount_of, day_of


class Problems(ValueError):
    """What to correct, by field."""

    def __init__(self, by_field: dict[str, str]) -> None:
        super().__init__()
        self.by_field = by_field


@dataclass(frozen=True, slots=True)
class Counter:
    customer: Customer | NewCustomer | None
    sale: CounterSale


def check_draft(business: Business, draft: Draft, today: date) -> Counter:
    """The sale meant. Raises Problems with every field to correct at once."""
    code = currency_of(business).code
    problems: dict[str, str] = {}
    customer = _customer(business, draft, problems)
    lines = _lines(business, draft, code, problems)
    received = _received(draft, code, problems)
    due_on, promised_on = _days(draft, today, problems)
    if draft.kind == "order" and promised_on is None and "promised" not in problems:
        problems["promised"] = "Choisissez le jour de la livraison."
    if problems:
        raise Problems(problems)
    sale = CounterSale(
        kind=draft.kind,
        lines=lines,
        sold_on=today,
        client_id=draft.client_id,
        received=received,
        due_on=due_on,
        promised_on=promised_on,
    )
    return Counter(customer, sale)


def _customer(business: Business, draft: Draft, problems: dict[str, str]) -> Customer | NewCustomer | None:
    if draft.is_new:
        return _new_customer(business, draft, problems)
    if draft.customer_id:
        found = Customer.objects.filter(business=business, pk=draft.customer_id).first()
        if found is None:
            problems["customer"] = "Ce client n’est plus dans le cahier : choisissez-le de nouveau."
        return found
    if draft.who:
        problems["customer"] = f"Touchez « {draft.who} » dans la liste, ou ajoutez ce client."
    elif draft.kind != "cash":
        problems["customer"] = "Choisissez le client : sans lui, on ne saura pas qui doit."
    return None


def _new_customer(business: Business, draft: Draft, problems: dict[str, str]) -> NewCustomer:
    if fault := name_error(draft.new_name):
        problems["new_name"] = fault
    if draft.new_phone:
        try:
            parse_phone(draft.new_phone, business.country)
        except PhoneError as unreadable:
            problems["new_phone"] = str(unreadable)
    return NewCustomer(draft.new_name, draft.new_phone)


def _lines(business: Business, draft: Draft, code: str, problems: dict[str, str]) -> tuple[LineInput, ...]:
    if not draft.lines:
        problems["article"] = (
            f"Ajoutez « {draft.article} » avec son prix." if draft.article else "Ajoutez au moins un article."
        )
    products = Product.objects.filter(business=business).in_bulk(
        [line.product_id for line in draft.lines if line.product_id]
    )
    return tuple(
        LineInput(
            name=line.name,
            quantity=_quantity(line, index, problems),
            unit_price=_price(line, index, code, problems),
            product=products.get(line.product_id or 0),
        )
        for index, line in enumerate(draft.lines)
    )


def _quantity(line: DraftLine, index: int, problems: dict[str, str]) -> int:
    if line.quantity < 1:
        problems[f"line{index}"] = "La quantité est un nombre entier, 1 ou plus."
    return line.quantity


def _price(line: DraftLine, index: int, code: str, problems: dict[str, str]) -> int:
    try:
        price = amount_of(line.price, code)
    except MoneyError as unreadable:
        problems[f"line{index}"] = str(unreadable)
        return 0
    if price is None:
        problems[f"line{index}"] = f"Il manque le prix de « {line.name} »."
    elif price < 0:
        problems[f"line{index}"] = "Le prix ne peut pas être négatif."
    return price or 0


def _received(draft: Draft, code: str, problems: dict[str, str]) -> int:
    if draft.kind == "cash":
        return 0
    try:
        received = amount_of(draft.received, code) or 0
    except MoneyError as unreadable:
        problems["received"] = str(unreadable)
        return 0
    if received < 0:
        problems["received"] = "Le montant reçu ne peut pas être négatif."
    return received


def _days(draft: Draft, today: date, problems: dict[str, str]) -> tuple[date | None, date | None]:
    """When the rest is due, when the order is promised."""
    if draft.kind == "credit":
        return _day("due", draft.due, draft.due_other, today, problems), None
    if draft.kind == "order":
        due_on = _day("order_due", draft.order_due, draft.order_due_other, today, problems)
        return due_on, _day("promised", draft.promised, draft.promised_other, today, problems)
    return None, None


def _day(field: str, choice: str, other: str, today: date, problems: dict[str, str]) -> date | None:
    try:
        day = day_of(choice, other)
    except ValueError:
        problems[field] = "Choisissez le jour."
        return None
    if day is not None and day < today:
        problems[field] = "Ce jour est passé : choisissez aujourd’hui ou après."
    return day
