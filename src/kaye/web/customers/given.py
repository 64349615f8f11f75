"""The pages that a customer can open without an account: seen, given, closed at once (M39)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kaye.actions.give_link import revoke_links, space_link
from kaye.records.calendars import calendar_of
from kaye.records.links import url_of
from kaye.records.models import Link
from kaye.records.queries.links import is_alive, links_of
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import customer_or_404
from kaye.web.screen import may_act, who
from kaye.web.shell.toasts import toast

_MOST = 50


@dataclass(frozen=True, slots=True)
class Given:
    """One page: what it shows, its address, when it was given and first looked at."""

    pk: int
    title: str
    url: str
    at: datetime
    opened_at: datetime | None
    to: str


@shop_page
def pages(request: ShopRequest, pk: int) -> HttpResponse:
    """GET: the pages that open today. POST: a page of the customer's whole space."""
    customer = customer_or_404(request.business, pk)
    if request.method == "POST":
        space_link(business=request.business, customer=customer, now=request.now)
        toast(request, "Le lien vers son espace est prêt : il est bon 30 jours.")
        return redirect("customers_pages", pk)
    links = [each for each in links_of(customer)[:_MOST] if is_alive(each, request.now)]
    context = {
        "customer": customer,
        "given": [_given(each) for each in links],
        "zone": calendar_of(request.business).zone,
        "may_act": may_act(request),
    }
    return render(request, "customers/pages.html", context)


@shop_page
@require_POST
def close(request: ShopRequest, pk: int, link: int) -> HttpResponse:
    """That page opens no more, at once."""
    customer = customer_or_404(request.business, pk)
    row = Link.objects.filter(business=request.business, customer=customer, pk=link).first()
    if row is None:
        raise Http404
    revoke_links(business=request.business, customer=customer, link=row, now=request.now, by=who(request))
    toast(request, "Ce lien n’ouvre plus rien.")
    return redirect("customers_pages", pk)


@shop_page
@require_POST
def close_all(request: ShopRequest, pk: int) -> HttpResponse:
    """None of the customer's pages opens any more."""
    customer = customer_or_404(request.business, pk)
    revoke_links(business=request.business, customer=customer, now=request.now, by=who(request))
    toast(request, "Aucun de ses liens n’ouvre plus rien.")
    return redirect("customers_pages", pk)


def _given(link: Link) -> Given:
    return Given(
        link.pk,
        _title(link),
        url_of(link),
        link.created_at,
        link.opened_at,
        link.point.value if link.point is not None else "",
    )


def _title(link: Link) -> str:
    if link.document is not None:
        word = "Devis" if link.document.kind == "quote" else "Document"
        return f"{word} {link.document.number}"
    if link.receivable is not None:
        return f"À payer : {link.receivable.reference or link.receivable.label}"
    return "Son espace"
