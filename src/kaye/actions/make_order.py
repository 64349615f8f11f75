"""The order that an accepted quote makes: its lines, and the stock it reserves; it owes nothing by itself (M38)."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Max

from kaye.actions.documents.figures import figures, printed_of
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import ground
from kaye.actions.documents.numbering import next_number
from kaye.actions.documents.parts import asked_of
from kaye.actions.documents.printing import Stamp, kept_print, print_paper
from kaye.actions.open_cases import open_cases
from kaye.actions.take_stock import take_stock
from kaye.actions.watch_stock import watch_stock
from kaye.documents.pdf import pdf
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.models import Business, Document, Product, Sale, SaleLine
from kaye.records.sums import recount
from kaye.rules.documents.amounts import round_half_up
from kaye.rules.documents.document import DocumentLine
from kaye.rules.documents.titles import Kind
from kaye.rules.people import search_key


def make_order(*, business: Business, quote: Document, now: datetime, by: str = "") -> Document:
    """In the caller's transaction, under its lock."""
    land, today = ground(business), local_day(business, now)
    order = Document(
        business=business,
        customer=quote.customer,
        kind="order",
        state="open",
        asked=asked_of(quote),
        source=quote,
        number=next_number(land, Kind.ORDER, today),
        issued_on=today,
        issued_at=now,
        ht=quote.ht,
        vat=quote.vat,
        ttc=quote.ttc,
        due=0,
        created_at=now,
        updated_at=now,
    )
    found = figures(order, land)
    order.sale = reserve(business, quote, now)
    printed = print_paper(order, found, land, Stamp(Kind.ORDER, order.number, today))
    order.printed = kept_print(printed, found)
    order.save()
    keep_file(order, "pdf", pdf(printed), now)
    said = {"document": order.pk, "number": order.number, "quote": quote.pk, "total": order.ttc}
    append(business=business, kind="order_made", at=now, customer=order.customer, payload=said, by=by)
    return order


def reserve(business: Business, quote: Document, now: datetime) -> Sale | None:
    """The catalogue lines as an order of the notebook without a debt: they reserve the stock. None without any."""
    today = local_day(business, now)
    found = [
        (line, product)
        for line in printed_of(quote).lines
        if (product := _product(business, line)) is not None
    ]
    if not found:
        return None
    last = Sale.objects.filter(business=business).aggregate(last=Max("number"))["last"] or 0
    sale = Sale.objects.create(
        business=business,
        customer=quote.customer,
        kind="order",
        number=last + 1,
        sold_on=today,
        total=sum(line.amount for line, _ in found),
        note=f"Devis {quote.number}",
        created_at=now,
    )
    rows = SaleLine.objects.bulk_create(
        [
            SaleLine(
                business=business,
                sale=sale,
                customer=quote.customer,
                product=product,
                name=product.name,
                quantity=int(line.quantity),
                unit_price=_minor(line.unit_price, business),
                sold_on=today,
            )
            for line, product in found
        ]
    )
    touched = take_stock(sale=sale, lines=rows, on=today)
    recount(business, [quote.customer_id], touched)
    open_cases(business=business, now=now, sales=[sale])
    watch_stock(business=business, product_ids=touched, now=now)
    return sale


def _product(business: Business, line: DocumentLine) -> Product | None:
    """The article of this name; the stock counts whole units only."""
    if line.quantity != int(line.quantity) or line.quantity < 1:
        return None
    return Product.objects.filter(business=business, search=search_key(line.label)).first()


def _minor(price: Decimal, business: Business) -> int:
    return round_half_up(Fraction(price) * 10 ** ground(business).currency.exponent)
