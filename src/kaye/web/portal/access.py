"""Who may open a customer's page: whoever holds its token (M39, M40).

There is no session and no cookie here: a form is allowed because its address holds the secret, which another site
cannot know; so these views need no CSRF token, and can ask browsers for `no-referrer`. GET and HEAD change nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django_scopes import scope

from kaye.actions.renew_link import renew_link
from kaye.records.calendars import currency_of, local_day
from kaye.records.links import LETTERS
from kaye.records.models import Business, Customer, Event, Link
from kaye.records.queries.links import is_alive, known_link
from kaye.web.access import holds_nul
from kaye.web.clock import now

View = Callable[..., HttpResponse]
_MOST_ACTS = 60  # by one customer in one hour
_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer on one of their pages. `base`: the address of the page, without an end slash."""

    link: Link
    business: Business
    customer: Customer
    now: datetime
    today: date
    code: str
    base: str

    @property
    def in_space(self) -> bool:
        return self.link.kind == "space"


def customer_page(kind: str) -> Callable[[View], View]:
    """The view gets (request, visit, …). A token that opens nothing gets the one page that says nothing."""

    def guard(view: View) -> View:
        @login_not_required
        @csrf_exempt
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
            request.business = request.member = None  # type: ignore[attr-defined]
            link = None if holds_nul(request) else known_link(kind, token)
            if link is None:
                return closed(request)
            with scope(business=link.business):
                at = now()
                if not is_alive(link, at):
                    if _asks_new(request):
                        renew_link(business=link.business, link=link, now=at)
                    return closed(request)
                visit = _visit(link, at, token)
                if request.method == "POST" and _too_many(visit):
                    return sealed(render(request, "portal/slow.html", status=429))
                try:
                    return sealed(view(request, visit, **kwargs))
                except Http404:  # not the site's own page, which speaks to its users
                    return closed(request)

        return guarded

    return guard


def closed(request: HttpRequest) -> HttpResponse:
    """The same page for a token unknown, expired or revoked: no name, no amount."""
    if _asks_new(request):
        return sealed(render(request, "portal/asked.html"))
    return sealed(render(request, "portal/closed.html", status=404))


def _asks_new(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("lien") == "nouveau"


def sealed(answer: HttpResponse) -> HttpResponse:
    """Not kept, not indexed, not told to the next site."""
    for name, value in _HEADERS.items():
        answer[name] = value
    return answer


def _visit(link: Link, at: datetime, token: str) -> Visit:
    business = link.business
    return Visit(
        link,
        business,
        link.customer,
        at,
        local_day(business, at),
        currency_of(business).code,
        f"/{LETTERS[link.kind]}/{token}",
    )


def _too_many(visit: Visit) -> bool:
    since = visit.now - timedelta(hours=1)
    acts = Event.objects.filter(customer=visit.customer, at__gt=since, kind__startswith="customer_")
    return acts.count() >= _MOST_ACTS
