"""One act, by the same verbs as on line. Money is dated on the day it changed hands."""

from dataclasses import dataclass
from datetime import datetime

from kaye.actions.engine import engine
from kaye.actions.find_item import find_item, split_id
from kaye.actions.finish_step import finish_step
from kaye.actions.hold import place_hold
from kaye.actions.offline.asked import (
    Act,
    AskedSale,
    read_hold,
    read_payment,
    read_sale,
    text_of,
)
from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput
from kaye.actions.refusal import Refusal
from kaye.actions.sell_at_counter import CounterSale, NewCustomer, sell_at_counter
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Business, Case, Customer, Event, Payment, Product, Sale
from kaye.records.queries.customers import find_customers
from kaye.rules.money import format_money
from kaye.rules.people import name_key

_TAPS = ("called", "not_reached", "sent", "skipped")
_RECENT = 300  # events looked at to say who did it


@dataclass(frozen=True, slots=True)
class Written:
    """`is_new` False: it was there already, nothing was written. `said`: for the person, in French."""

    said: str
    is_new: bool = True


def write_act(*, business: Business, act: Act, now: datetime, by: str = "") -> Written:
    """In the caller's transaction. Raises Refusal when it cannot be written as it is."""
    match act.kind:
        case "sale":
            return _sale(business, act, now, by)
        case "payment":
            return _payment(business, act, now, by)
        case "hold":
            return _hold(business, act, now, by)
        case _:
            return _step(business, act, now, by)


def _step(business: Business, act: Act, now: datetime, by: str) -> Written:
    item, outcome = text_of(act.data, "item", 40), text_of(act.data, "outcome", 16)
    case, _ = split_id(item)
    if outcome not in _TAPS:
        raise Refusal("Geste inconnu.")
    row = Case.objects.filter(business=business, pk=case).select_related("customer").first()
    if row is None:
        raise Refusal("Cette relance n'est pas dans ce cahier.")
    name = row.customer.name if row.customer else "Stock"
    try:
        find_item(engine(business), item, now)
    except Refusal:
        return Written(f"{name} : {_done_by(business, item)}", is_new=False)
    finished = finish_step(business=business, item_id=item, outcome=outcome, now=now, by=by)
    return Written(f"{name} : {finished.said[:1].lower()}{finished.said[1:]}")


def _hold(business: Business, act: Act, now: datetime, by: str) -> Written:
    asked = read_hold(act.data, currency_of(business).code)
    customer = _customer(business, asked.customer)
    case = Case.objects.filter(business=business, customer=customer, pk=asked.case or 0).first()
    place_hold(
        business=business,
        customer=customer,
        kind=asked.kind,
        now=now,
        until=asked.until,
        amount=asked.amount if asked.kind == "promise" else None,
        case=case if asked.kind == "moved" else None,
        words=asked.words,
        by=by,
    )
    return Written(f"{customer.name} : noté")


def _payment(business: Business, act: Act, now: datetime, by: str) -> Written:
    code = currency_of(business).code
    asked = read_payment(act.data, code)
    customer, key = _customer(business, asked.customer), _key(act)
    said = f"{customer.name} : {format_money(asked.amount, code)} reçus"
    if Payment.objects.filter(business=business, client_id=key).exists():
        return Written(said, is_new=False)
    today = local_day(business, now)
    made_on = local_day(business, act.made_at)
    options = {
        "business": business,
        "customer": customer,
        "amount": asked.amount,
        "received_on": min(asked.received_on or made_on, today),
        "now": now,
        "method": asked.method,
        "client_id": key,
        "by": by,
    }
    try:
        record_payment(**options, debts=[asked.debt] if asked.debt else ())  # type: ignore[arg-type]
    except Refusal:
        if not asked.debt:
            raise
        # The debt it was for was paid meanwhile: the money is there all the same, for the oldest.
        record_payment(**options)  # type: ignore[arg-type]
    return Written(said)


def _sale(business: Business, act: Act, now: datetime, by: str) -> Written:
    code = currency_of(business).code
    asked, key = read_sale(act.data, code), _key(act)
    if known := Sale.objects.filter(business=business, client_id=key).first():
        return Written(f"Vente de {format_money(known.total, code)}", is_new=False)
    made_on = local_day(business, act.made_at)
    products = Product.objects.filter(business=business).in_bulk(
        [x.product for x in asked.lines if x.product]
    )
    lines = [LineInput(x.name, x.quantity, x.unit_price, products.get(x.product or 0)) for x in asked.lines]
    counter = CounterSale(
        kind=asked.kind,
        lines=lines,
        sold_on=made_on,
        client_id=key,
        received=asked.received,
        due_on=max(asked.due_on, made_on) if asked.due_on else None,
        promised_on=max(asked.promised_on, made_on) if asked.promised_on else None,
    )
    customer = _buyer(business, asked)
    sale = sell_at_counter(business=business, customer=customer, sale=counter, now=now, by=by)
    name = f" pour {sale.customer.name}" if sale.customer else ""
    return Written(f"Vente{name} : {format_money(sale.total, code)}{_lack(sale)}")


def _key(act: Act) -> str:
    """The id of the form, as on line: sent both ways, the sale is one sale."""
    return act.uuid.replace("-", "")[:64]


def _buyer(business: Business, asked: AskedSale) -> Customer | NewCustomer | None:
    """The customer chosen, else the only one of that very name, else somebody new."""
    if asked.customer is not None:
        found = _card(business, asked.customer)
        if found is not None:
            return found
    if not asked.name:
        return None
    named = [c for c in find_customers(business, asked.name) if name_key(c.name) == name_key(asked.name)]
    return named[0] if len(named) == 1 else NewCustomer(asked.name, asked.phone)


def _customer(business: Business, pk: int) -> Customer:
    found = _card(business, pk)
    if found is None:
        raise Refusal("Ce client n'est plus dans le cahier.")
    return found


def _card(business: Business, pk: int) -> Customer | None:
    """The card, or the one it became part of meanwhile (C27)."""
    seen: set[int] = set()
    while pk not in seen:
        seen.add(pk)
        found = Customer._base_manager.filter(business=business, pk=pk).first()
        if found is None or found.absorbed_by_id is None:
            return found
        pk = found.absorbed_by_id
    return None


def _lack(sale: Sale) -> str:
    """« stock : il manque 2 Sac de riz » ; the sale happened, the shelf is to be counted."""
    lines = sale.lines.filter(product__stock__lt=0).select_related("product")
    said = [f"{-(line.product.stock or 0)} {line.product.name}" for line in lines if line.product]
    return f". Stock à compter, il manque {', '.join(said)}" if said else ""


def _done_by(business: Business, item: str) -> str:
    """« déjà fait par X », as far as the journal says."""
    recent = Event.objects.filter(business=business).order_by("-id").only("kind", "payload", "by")[:_RECENT]
    case, step = split_id(item)
    for event in recent:
        if event.kind.startswith("step_") and [case, step] in event.payload.get("parts", []):
            return f"déjà fait par {event.by}" if event.by else "déjà fait"
    return "ce n’est plus à faire"
