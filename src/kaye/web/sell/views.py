"""« Vendre »: the form, its drafts, its suggestions, the sale written, the sale taken back."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaye.actions.refusal import Refusal
from kaye.actions.sell_at_counter import sell_at_counter
from kaye.actions.undo import undo, undo_token
from kaye.records.calendars import currency_of
from kaye.records.models import Product, Sale
from kaye.records.queries.counter import suggest_customers, suggest_products
from kaye.records.queries.money import takings
from kaye.rules.money import format_money
from kaye.web.access import ShopRequest, shop_page
from kaye.web.screen import is_fragment, may_act, who
from kaye.web.sell.checking import Problems, check_draft
from kaye.web.sell.draft import (
    Draft,
    empty_draft,
    read_draft,
    whole,
    with_free_article,
    with_product,
    with_quantity,
)
from kaye.web.sell.sheet import make_sheet
from kaye.web.shell.toasts import toast


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def sell(request: ShopRequest) -> HttpResponse:
    """GET: an empty sale (?type=credit, ?client=12). POST: the sale is written."""
    if request.method != "POST":
        draft = empty_draft(request.GET.get("type", ""), whole(request.GET.get("client", "")))
        return _page(request, draft)
    draft = read_draft(request.POST)
    try:
        counter = check_draft(request.business, draft, request.today)
        sale = sell_at_counter(
            business=request.business,
            customer=counter.customer,
            sale=counter.sale,
            now=request.now,
            by=who(request),
        )
    except Problems as found:
        return _page(request, draft, found.by_field)
    except Refusal as refused:
        return _page(request, draft, {"sale": str(refused)})
    event = undo_token(sale)
    toast(request, _said(sale), reverse("sell_undo", args=[event]) if event else "")
    return redirect(f"{reverse('sell')}?{urlencode({'type': sale.kind})}")


@shop_page
@require_POST
def draft(request: ShopRequest) -> HttpResponse:
    """The same form, one step further: an article more, another customer. Writes nothing."""
    typed, moved = read_draft(request.POST), ""
    for name, change in _CHANGES.items():
        if name in request.POST:
            typed, moved = change(request, typed, request.POST[name]), name
    return _page(request, typed, moved=moved)


@shop_page
@require_GET
def customers(request: ShopRequest) -> HttpResponse:
    """Who is meant, while the name is typed."""
    text = request.GET.get("who", "").strip()[:120]
    found = suggest_customers(request.business, text) if text else []
    return render(request, "sell/customers.html", {"found": found, "text": text, "code": _code(request)})


@shop_page
@require_GET
def articles(request: ShopRequest) -> HttpResponse:
    """What is meant, while the article is typed."""
    text = request.GET.get("article", "").strip()[:160]
    found = suggest_products(request.business, text) if text else []
    return render(
        request,
        "sell/articles.html",
        {"found": found, "text": text, "code": _code(request), "free_price": ""},
    )


@shop_page
@require_POST
def take_back(request: ShopRequest, event_id: int) -> HttpResponse:
    """« Annuler » of the toast."""
    try:
        toast(request, undo(business=request.business, event_id=event_id, now=request.now, by=who(request)))
    except Refusal as refused:
        toast(request, str(refused))
    return redirect("sell")


def _page(
    request: ShopRequest, typed: Draft, problems: dict[str, str] | None = None, moved: str = ""
) -> HttpResponse:
    """The whole page, or only the form when HTMX asks; 422 when something must be corrected.

    `moved`: the gesture that was made, to put the focus after it.
    """
    sheet = make_sheet(request.business, typed, request.today, problems)
    context: dict[str, object] = {
        "sheet": sheet,
        "code": sheet.code,
        "may_act": may_act(request),
        "moved": moved,
    }
    status = 422 if problems else 200
    if is_fragment(request):
        return render(request, "sell/form.html", context, status=status)
    context["takings"] = takings(request.business, request.today)
    return render(request, "sell/sell.html", context, status=status)


def _said(sale: Sale) -> str:
    what = {"cash": "Vente notée", "credit": "Vente à crédit notée", "order": f"Commande {sale.number} notée"}
    name = f" pour {sale.customer.name}" if sale.customer else ""
    return f"{what[sale.kind]}{name} : {format_money(sale.total, currency_of(sale.business).code)}."


def _code(request: ShopRequest) -> str:
    return currency_of(request.business).code


def _add(request: ShopRequest, typed: Draft, value: str) -> Draft:
    product = Product.objects.filter(business=request.business, pk=whole(value) or 0).first()
    return with_product(typed, product, _code(request)) if product else typed


def _change_quantity(by: int) -> Callable[[ShopRequest, Draft, str], Draft]:
    def change(request: ShopRequest, typed: Draft, value: str) -> Draft:
        index = whole(value)
        if index is None or index >= len(typed.lines):
            return typed
        return with_quantity(typed, index, typed.lines[index].quantity + by)

    return change


def _choose(request: ShopRequest, typed: Draft, value: str) -> Draft:
    return replace(typed, customer_id=whole(value), who="", is_new=False)


def _is_new(request: ShopRequest, typed: Draft, value: str) -> Draft:
    return replace(typed, customer_id=None, is_new=True, new_name=typed.new_name or typed.who)


_CHANGES: dict[str, Callable[[ShopRequest, Draft, str], Draft]] = {
    "add": _add,
    "add_free": lambda request, typed, value: with_free_article(typed),
    "more": _change_quantity(1),
    "less": _change_quantity(-1),
    "choose": _choose,
    "new": _is_new,
    "change": lambda request, typed, value: replace(typed, customer_id=None, is_new=False),
}
