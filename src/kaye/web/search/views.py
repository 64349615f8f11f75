"""One field, three lists of at most twenty, never a count."""

from django.http import HttpResponse
from django.shortcuts import render

from kaye.records.calendars import currency_of
from kaye.records.queries.customers_list import search_customers, search_debts
from kaye.records.queries.found import found_products
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.listing import customer_row
from kaye.web.screen import is_fragment, may_act

_MOST = 20


@shop_page
def search(request: ShopRequest) -> HttpResponse:
    """GET ?q= a name, a number, an article, an invoice."""
    business, today = request.business, request.today
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    code = currency_of(business).code
    found = search_customers(business, text, today, _MOST) if text else ()
    context = {
        "q": text,
        "rows": [customer_row(row, code, today) for row in found],
        "products": found_products(business, text, _MOST),
        "debts": search_debts(business, text, _MOST) if text else (),
        "code": code,
        "can_act": may_act(request),
    }
    return render(request, "search/found.html" if is_fragment(request) else "search/page.html", context)
