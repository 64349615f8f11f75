"""The cash book of one day."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from kaye.records.calendars import calendar_of, currency_of
from kaye.records.queries.cashbook import CashEntry, cashbook
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.words import METHODS

_WORDS = {
    "payment": ("banknote", ""),
    "reversal": ("undo-2", "Annulé"),
    "refund": ("undo-2", "Rendu"),
    "rounding": ("info", "Arrondi"),
}

_FIRST = date(1970, 1, 1)  # nothing was typed before


@shop_page
def cashbook_page(request: ShopRequest) -> HttpResponse:
    """GET ?jour=2026-05-22; today unless told, never after."""
    on = min(max(_day(request.GET.get("jour", ""), request.today), _FIRST), request.today)
    book = cashbook(request.business, on)
    context = {
        "on": on,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1) if on < request.today else None,
        "book": book,
        "entries": [_shown(each) for each in book.entries],
        "totals": [(METHODS.get(method, method), amount) for method, amount in book.totals],
        "code": currency_of(request.business).code,
        "zone": calendar_of(request.business).zone,
    }
    return render(request, "cashbook/page.html", context)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _shown(entry: CashEntry) -> tuple[CashEntry, str, str]:
    """The entry, its drawing, its words."""
    drawing, word = _WORDS.get(entry.kind, ("banknote", ""))
    said = [word, METHODS.get(entry.method, entry.method), entry.reference, entry.reason]
    return entry, drawing, ", ".join(each for each in said if each)
