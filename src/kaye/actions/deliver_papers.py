"""Deliver an accepted quote's order, wholly or in part: a delivery note, and the stock that leaves (M38)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Max

from kaye.actions.deliver_order import deliver_order
from kaye.actions.documents.figures import Figures, figures
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import Ground, ground
from kaye.actions.documents.numbering import next_number
from kaye.actions.documents.parts import Part, Role, asked_of, part_of
from kaye.actions.documents.printing import Stamp, kept_print, print_paper
from kaye.actions.refusal import Refusal
from kaye.actions.take_stock import take_stock
from kaye.documents.pdf import pdf
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Document, Sale, SaleLine
from kaye.records.sums import recount
from kaye.rules.documents.amounts import parse_quantity
from kaye.rules.documents.titles import Kind
from kaye.rules.people import search_key


def deliver_papers(
    *,
    business: Business,
    order: Document,
    delivered_on: date,
    now: datetime,
    quantities: Mapping[int, Decimal] | None = None,
    by: str = "",
) -> Document:
    """The delivery note (series L), issued. `quantities`: by line number, all that is left when absent.

    Raises Refusal.
    """
    with transaction.atomic():
        lock(business)
        order.refresh_from_db()
        _check(business, order, delivered_on, now)
        left = left_to_deliver(order)
        taken = _chosen(left, quantities)
        land, today = ground(business), local_day(business, now)
        note = _note(business, order, taken, land, today, delivered_on, now)
        is_done = all(taken.get(line, Fraction(0)) == quantity for line, quantity in left.items())
        _move_stock(business, order, taken, delivered_on, now, is_done, by)
        order.state, order.updated_at = ("done" if is_done else "open"), now
        order.save(update_fields=["state", "updated_at", "sale"])
        said = {
            "document": note.pk,
            "number": note.number,
            "order": order.pk,
            "delivered_on": delivered_on.isoformat(),
            "quantities": {str(line): str(quantity) for line, quantity in taken.items()},
        }
        append(
            business=business, kind="papers_delivered", at=now, customer=order.customer, payload=said, by=by
        )
        touch([order.customer_id], now)
    return note


def left_to_deliver(order: Document) -> dict[int, Fraction]:
    """What of each line, by number, was not delivered yet."""
    lines = asked_of(order).get("lines", [])
    left = {n: Fraction(parse_quantity(line.get("quantity", 1))) for n, line in enumerate(lines, 1)}
    for note in Document.objects.filter(source=order, kind="delivery", state="issued"):
        for line, quantity in part_of(note).quantities.items():
            left[line] -= Fraction(quantity)
    return {line: quantity for line, quantity in left.items() if quantity > 0}


def _check(business: Business, order: Document, delivered_on: date, now: datetime) -> None:
    if order.kind != "order":
        raise Refusal("Ce document n'est pas une commande : il n'y a rien à livrer.")
    if order.state != "open":
        raise Refusal(f"La commande {order.number} est {'livrée' if order.state == 'done' else 'annulée'}.")
    since = order.issued_on or delivered_on
    if not since <= delivered_on <= local_day(business, now):
        raise Refusal("La livraison est datée entre la commande et aujourd'hui : vérifiez la date.")


def _chosen(left: Mapping[int, Fraction], quantities: Mapping[int, Decimal] | None) -> dict[int, Fraction]:
    if quantities is None:
        return dict(left)
    for line, quantity in quantities.items():
        if quantity <= 0 or Fraction(quantity) > left.get(line, Fraction(0)):
            rest = f"{float(left.get(line, Fraction(0))):g}".replace(".", ",")
            raise Refusal(f"Ligne {line} : il reste {rest} à livrer.")
    if not quantities:
        raise Refusal("Dites ce qui est livré.")
    return {line: Fraction(quantity) for line, quantity in quantities.items()}


def _note(
    business: Business,
    order: Document,
    taken: Mapping[int, Fraction],
    land: Ground,
    today: date,
    delivered_on: date,
    now: datetime,
) -> Document:
    """The paper with its lines of that day; prices are those of the order, nothing is owed by it."""
    part = Part(Role.QUANTITIES, quantities={n: _decimal(quantity) for n, quantity in taken.items()})
    asked = asked_of(order)
    lines = [
        {**line, "quantity": str(_decimal(taken[n]))}
        for n, line in enumerate(asked.get("lines", []), 1)
        if n in taken
    ]
    note = Document(
        business=business,
        customer=order.customer,
        kind="delivery",
        state="issued",
        asked={"prices": asked.get("prices", "ht"), "lines": [_without_discount(each) for each in lines]},
        source=order,
        number=next_number(land, Kind.DELIVERY, today),
        issued_on=delivered_on,
        issued_at=now,
        created_at=now,
        updated_at=now,
    )
    found: Figures = figures(note, land)
    printed = print_paper(note, found, land, Stamp(Kind.DELIVERY, note.number, delivered_on))
    note.printed = kept_print(printed, found)
    note.asked = {**note.asked, "part": part.plain()}
    note.save()
    keep_file(note, "pdf", pdf(printed), now)
    return note


def _without_discount(line: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in line.items() if key != "discount"}


def _decimal(quantity: Fraction) -> Decimal:
    return (Decimal(round(quantity * 1000)) / 1000).normalize()


def _move_stock(
    business: Business,
    order: Document,
    taken: Mapping[int, Fraction],
    delivered_on: date,
    now: datetime,
    is_done: bool,
    by: str,
) -> None:
    """All that is left: the order of the notebook is delivered. A part: it goes out in an order of its own."""
    sale = order.sale
    if sale is None or sale.delivered_on is not None:
        return
    if is_done:
        deliver_order(business=business, sale=sale, delivered_on=delivered_on, now=now, by=by)
        return
    wanted = _by_article(order, taken)
    rows = [
        row for row in sale.lines.select_related("product").order_by("pk") if search_key(row.name) in wanted
    ]
    gone = [(row, min(row.quantity, wanted[search_key(row.name)])) for row in rows]
    gone = [(row, quantity) for row, quantity in gone if quantity > 0]
    if not gone:
        return
    part = _part_of_sale(business, sale, delivered_on, now)
    fresh = []
    for row, quantity in gone:
        row.quantity -= quantity
        if row.quantity:
            row.save(update_fields=["quantity"])
        else:
            row.delete()
        fresh.append(
            SaleLine(
                business=business,
                sale=part,
                customer=row.customer,
                product=row.product,
                name=row.name,
                quantity=quantity,
                unit_price=row.unit_price,
                sold_on=row.sold_on,
            )
        )
    made = SaleLine.objects.bulk_create(fresh)
    touched = take_stock(sale=part, lines=made, on=delivered_on)
    part.total = sum(row.quantity * row.unit_price for row in made)
    part.save(update_fields=["total"])
    Sale.objects.filter(pk=sale.pk).update(total=max(0, sale.total - part.total))
    recount(business, [order.customer_id], touched)


def _by_article(order: Document, taken: Mapping[int, Fraction]) -> dict[str, int]:
    lines = asked_of(order).get("lines", [])
    found: dict[str, int] = {}
    for number, quantity in taken.items():
        key = search_key(str(lines[number - 1].get("label", "")))
        found[key] = found.get(key, 0) + int(quantity)
    return found


def _part_of_sale(business: Business, sale: Sale, delivered_on: date, now: datetime) -> Sale:
    last = Sale.objects.filter(business=business).aggregate(last=Max("number"))["last"] or 0
    return Sale.objects.create(
        business=business,
        customer=sale.customer,
        kind="order",
        number=last + 1,
        sold_on=sale.sold_on,
        delivered_on=delivered_on,
        total=0,
        note=sale.note,
        created_at=now,
    )
