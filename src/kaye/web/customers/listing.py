"""The list of customers."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kaye.records.calendars import currency_of
from kaye.records.queries.customers_list import (
    FILTERS,
    ListedCustomer,
    customers_page,
    search_customers,
)
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.words import next_words
from kaye.web.dates import day_text
from kaye.web.screen import is_fragment

_FILTER_WORDS = (("", "Tous"), ("owes", "Doit de l’argent"), ("late", "En retard"), ("promised", "Promis"))


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """What `components/customer_row.html` shows."""

    name: str
    url: str
    next_thing: str
    amount_minor: int | None
    currency: str
    look: str
    chip_kind: str = ""
    chip_icon: str = ""
    chip_word: str = ""


@shop_page
def customers(request: ShopRequest) -> HttpResponse:
    """GET ?q= name or phone, ?voir= owes|late|promised, ?apres= cursor."""
    business, today = request.business, request.today
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    kept = request.GET.get("voir", "")
    kept = kept if kept in FILTERS else ""
    if text:
        rows, after = search_customers(business, text, today), ""
    else:
        found = customers_page(business, today, kept, request.GET.get("apres", ""))
        rows, after = found.rows, found.after
    code = currency_of(business).code
    context = {
        "rows": [customer_row(row, code, today) for row in rows],
        "after": after,
        "q": text,
        "kept": kept,
        "filters": _FILTER_WORDS,
        "first": not request.GET.get("apres"),
    }
    template = "customers/rows.html" if is_fragment(request) else "customers/list.html"
    return render(request, template, context)


def customer_row(row: ListedCustomer, code: str, today: date) -> CustomerRow:
    """One line of the list: the next thing, the amount, the one chip that matters most."""
    look, kind, drawing, word = "", "", "", ""
    if row.promised_on:
        kind, drawing, word = "todo", "handshake", day_text(row.promised_on, today, "short")
    elif row.late_since:
        days = (today - row.late_since).days
        kind, drawing, word = "late", "clock", f"{days} jour{'s' if days > 1 else ''}"
    elif row.owed and row.next_on:
        kind, drawing, word = "plan", "calendar-clock", day_text(row.next_on, today, "short")
    if row.late_since:
        look = "late"
    return CustomerRow(
        name=row.name,
        url=reverse("customers_page", args=[row.id]),
        next_thing=next_words(row.next_on, row.next_because) if row.owed or row.next_on else "À jour",
        amount_minor=row.owed if row.owed > 0 else None,
        currency=code,
        look=look,
        chip_kind=kind,
        chip_icon=drawing,
        chip_word=word,
    )
