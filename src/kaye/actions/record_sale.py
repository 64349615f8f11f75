"""Write a sale: cash, credit or order (A1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from kaye.actions.allocate import allocate
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.take_stock import take_stock
from kaye.actions.watch_stock import watch_stock
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Instalment, Payment, Product, Receivable, Sale, SaleLine
from kaye.records.sums import recount
from kaye.rules.people import search_key

KINDS = ("cash", "credit", "order")
CREDIT_DAYS = 7  # A2: when no date of payment is written
_MOST = 10**15  # minor units: no real sale is dearer, and sums stay inside the columns
_MOST_PIECES = 1_000_000


@dataclass(frozen=True, slots=True)
class LineInput:
    """An article as typed. `unit_price` in minor units. Without `product`, the one of that name, if any."""

    name: str
    quantity: int
    unit_price: int
    product: Product | None = None
    lifetime_days: int | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sale as typed, checked."""

    business: Business
    customer: Customer | None
    kind: str
    lines: tuple[LineInput, ...]
    received: int
    due_on: date | None
    promised_on: date | None
    sold_on: date
    now: datetime

    @property
    def total(self) -> int:
        return sum(line.quantity * line.unit_price for line in self.lines)

    @property
    def paid(self) -> int:
        """A cash sale is paid; change given back is no payment."""
        if self.kind != "cash":
            return self.received
        return max(self.total, self.received) if self.customer else self.total


def record_sale(
    *,
    business: Business,
    customer: Customer | None,
    kind: str,
    lines: Sequence[LineInput],
    sold_on: date,
    now: datetime,
    received: int = 0,
    due_on: date | None = None,
    promised_on: date | None = None,
    note: str = "",
    client_id: str | None = None,
    by: str = "",
) -> Sale:
    """The sale, its debt, what was received, and what it does to the stock. Raises Refusal.

    Amounts in minor units. `received` above the total stays on the customer's account. The same
    `client_id` again returns the first sale and writes nothing.
    """
    asked = _Asked(business, customer, kind, tuple(lines), received, due_on, promised_on, sold_on, now)
    _check(asked)
    with transaction.atomic():
        lock(business)
        if client_id and (known := Sale.objects.filter(business=business, client_id=client_id).first()):
            return known
        sale = _write_sale(asked, note, client_id)
        rows = _write_lines(asked, sale)
        touched = take_stock(sale=sale, lines=rows, on=sold_on)
        instalment = _write_debt(asked, sale)
        payment = _write_payment(asked, sale, instalment)
        recount(business, [customer.pk] if customer else [], touched)
        if instalment:
            instalment.refresh_from_db(fields=["paid"])
        open_cases(
            business=business,
            now=now,
            sales=[sale],
            instalments=[instalment] if instalment else [],
            lines=rows,
        )
        watch_stock(business=business, product_ids=touched, now=now)
        _write_event(asked, sale, payment, by)
        if customer:
            touch([customer.pk], now)
            replan(business=business, customer_ids=[customer.pk], now=now)
    return sale


def label_of(lines: Sequence[LineInput | SaleLine]) -> str:
    """« 2 Huile 5 L, Chargeur Type-C »."""
    said = (f"{line.quantity} {line.name}" if line.quantity > 1 else line.name for line in lines)
    label = ", ".join(said)
    return label if len(label) <= 300 else f"{label[:299]}…"


def _check(asked: _Asked) -> None:
    if asked.kind not in KINDS:
        raise Refusal(f"« {asked.kind} » : choisissez comptant (cash), crédit (credit) ou commande (order).")
    if asked.kind != "cash" and asked.customer is None:
        raise Refusal("Choisissez le client : sans lui, on ne saura pas qui doit.")
    if not asked.lines:
        raise Refusal("Ajoutez au moins un article.")
    for line in asked.lines:
        _check_line(line)
    if asked.total > _MOST or asked.received > _MOST:
        raise Refusal("Ce montant est trop grand : vérifiez le prix et la quantité.")
    if asked.received < 0:
        raise Refusal("Le montant reçu ne peut pas être négatif.")
    if asked.kind == "cash" and 0 < asked.received < asked.total:
        raise Refusal("Il reste quelque chose à payer : choisissez « à crédit ».")
    _check_dates(asked)


def _check_line(line: LineInput) -> None:
    if not line.name.strip():
        raise Refusal("Écrivez le nom de chaque article.")
    if not 1 <= line.quantity <= _MOST_PIECES:
        raise Refusal(f"« {line.name} » : la quantité va de 1 à un million.")
    if line.unit_price < 0:
        raise Refusal(f"« {line.name} » : le prix ne peut pas être négatif.")


def _check_dates(asked: _Asked) -> None:
    if asked.sold_on > local_day(asked.business, asked.now):
        raise Refusal("Cette vente est datée dans le futur : choisissez aujourd'hui ou avant.")
    if asked.due_on and asked.due_on < asked.sold_on:
        raise Refusal("La date de paiement est avant la vente : choisissez une date après.")
    if asked.promised_on and asked.promised_on < asked.sold_on:
        raise Refusal("La livraison est promise avant la vente : choisissez une date après.")


def _write_sale(asked: _Asked, note: str, client_id: str | None) -> Sale:
    last = Sale.objects.filter(business=asked.business).aggregate(last=Max("number"))["last"] or 0
    return Sale.objects.create(
        business=asked.business,
        customer=asked.customer,
        kind=asked.kind,
        number=last + 1,
        sold_on=asked.sold_on,
        total=asked.total,
        promised_on=asked.promised_on if asked.kind == "order" else None,
        note=note[:500],
        client_id=client_id or None,
        created_at=asked.now,
    )


def _write_lines(asked: _Asked, sale: Sale) -> list[SaleLine]:
    named = _products_named(asked)
    rows = [
        SaleLine(
            business=asked.business,
            sale=sale,
            customer=asked.customer,
            product=line.product or named.get(search_key(line.name)),
            name=line.name.strip()[:160],
            quantity=line.quantity,
            unit_price=line.unit_price,
            lifetime_days=line.lifetime_days,
            sold_on=asked.sold_on,
        )
        for line in asked.lines
    ]
    return SaleLine.objects.bulk_create(rows)


def _products_named(asked: _Asked) -> dict[str, Product]:
    keys = {search_key(line.name) for line in asked.lines if line.product is None} - {""}
    return {p.search: p for p in Product.objects.filter(business=asked.business, search__in=keys)}


def _write_debt(asked: _Asked, sale: Sale) -> Instalment | None:
    if asked.customer is None or not asked.total:
        return None
    receivable = Receivable.objects.create(
        business=asked.business,
        customer=asked.customer,
        sale=sale,
        origin="notebook",
        label=label_of(asked.lines),
        issued_on=asked.sold_on,
        total=asked.total,
        created_at=asked.now,
    )
    return Instalment.objects.create(
        business=asked.business,
        receivable=receivable,
        customer=asked.customer,
        due_on=_due_on(asked),
        amount=asked.total,
    )


def _due_on(asked: _Asked) -> date | None:
    """R13: what is written; else the delivery for an order (None: not promised yet), a week for a credit."""
    if asked.kind == "cash":
        return asked.sold_on
    if asked.kind == "order":
        return asked.due_on or asked.promised_on
    return asked.due_on or asked.sold_on + timedelta(days=CREDIT_DAYS)


def _write_payment(asked: _Asked, sale: Sale, instalment: Instalment | None) -> Payment | None:
    if not asked.paid:
        return None
    payment = Payment.objects.create(
        business=asked.business,
        customer=asked.customer,
        sale=sale,
        amount=asked.paid,
        received_on=asked.sold_on,
        created_at=asked.now,
    )
    allocate(payment=payment, amount=asked.paid, instalments=[instalment] if instalment else [])
    return payment


def _write_event(asked: _Asked, sale: Sale, payment: Payment | None, by: str) -> None:
    append(
        business=asked.business,
        kind="sale_recorded",
        at=asked.now,
        customer=asked.customer,
        payload={
            "sale": sale.pk,
            "number": sale.number,
            "kind": sale.kind,
            "customer": sale.customer_id,
            "sold_on": sale.sold_on.isoformat(),
            "total": sale.total,
            "payment": payment.pk if payment else None,
            "received": payment.amount if payment else 0,
            "method": payment.method if payment else "",
            "lines": [[line.name, line.quantity, line.unit_price] for line in asked.lines],
        },
        by=by,
        money=True,
    )
