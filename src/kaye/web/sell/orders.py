"""Orders that wait: hand over, promise another day, cancel."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaye.actions.cancel_sale import cancel_sale
from kaye.actions.deliver_order import deliver_order
from kaye.actions.move_delivery import move_delivery
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Sale
from kaye.records.queries.counter import waiting_orders
from kaye.web.access import ShopRequest, shop_page
from kaye.web.dates import day_text
from kaye.web.screen import may_act, who
from kaye.web.sell.draft import whole
from kaye.web.shell.toasts import toast

_PAGE = 30


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as listed. Amounts in minor units."""

    sale: Sale
    articles: str
    balance: int
    is_late: bool


@shop_page
@require_GET
def orders(request: ShopRequest) -> HttpResponse:
    return _list(request)


@shop_page
@require_POST
def deliver(request: ShopRequest, pk: int) -> HttpResponse:
    """The goods are handed over today."""
    sale = _order(request.business, pk)
    try:
        deliver_order(
            business=request.business, sale=sale, delivered_on=request.today, now=request.now, by=who(request)
        )
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, f"Commande {sale.number} livrée.")
    return redirect("sell_orders")


@shop_page
@require_POST
def move(request: ShopRequest, pk: int) -> HttpResponse:
    """Another day is promised."""
    sale, typed = _order(request.business, pk), request.POST.get("promised_on", "")
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return _list(request, pk, "Choisissez le nouveau jour de livraison.", typed)
    try:
        move_delivery(business=request.business, sale=sale, promised_on=day, now=request.now, by=who(request))
    except Refusal as refused:
        return _list(request, pk, str(refused), typed)
    toast(request, f"Commande {sale.number} : livraison {day_text(day, request.today)}.")
    return redirect("sell_orders")


@shop_page
@require_POST
def cancel(request: ShopRequest, pk: int) -> HttpResponse:
    """The order is taken back; what was paid is handed back, or stays on the customer's account."""
    sale = _order(request.business, pk)
    give_back = request.POST.get("money") == "back"
    try:
        cancel_sale(
            business=request.business, sale=sale, now=request.now, give_back=give_back, by=who(request)
        )
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, f"Commande {sale.number} annulée.")
    return redirect("sell_orders")


def _order(business: Business, pk: int) -> Sale:
    found = Sale.objects.filter(business=business, kind="order", pk=pk).select_related("customer").first()
    if found is None:
        raise Http404
    return found


def _list(request: ShopRequest, pk: int = 0, problem: str = "", typed: str = "") -> HttpResponse:
    rows = waiting_orders(request.business, _after(request.GET.get("apres", "")), _PAGE + 1)
    shown = [_row(sale, request.today) for sale in rows[:_PAGE]]
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    context = {
        "orders": shown,
        "next_after": f"{last.promised_on or ''}_{last.pk}" if last else "",
        "code": currency_of(request.business).code,
        "may_act": may_act(request),
        "problem": problem,
        "problem_pk": pk,
        "typed_day": typed,
    }
    return render(request, "sell/orders.html", context, status=422 if problem else 200)


def _after(text: str) -> tuple[date | None, int] | None:
    day, _, pk = text.partition("_")
    number = whole(pk)
    if number is None:
        return None
    try:
        return (date.fromisoformat(day) if day else None, number)
    except ValueError:
        return None


def _row(sale: Sale, today: date) -> OrderRow:
    open_ones = [
        instalment
        for debt in sale.receivables.all()
        if debt.cancelled_at is None
        for instalment in debt.instalments.all()
        if instalment.replaced_at is None
    ]
    return OrderRow(
        sale=sale,
        articles=", ".join(
            f"{line.quantity} {line.name}" if line.quantity > 1 else line.name for line in sale.lines.all()
        ),
        balance=sum(each.amount - each.paid for each in open_ones),
        is_late=sale.promised_on is not None and sale.promised_on < today,
    )
