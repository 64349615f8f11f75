"""`/u/<token>/`: stop offers in one tap, from a mail program or from the page (inbox C54, RFC 8058).

GET and HEAD change nothing: scanners open every link. POST needs no login, cookie or CSRF token, and never redirects.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from kaye.actions.consent import choose
from kaye.actions.unsubscribe import BY, stop_link, unsubscribe
from kaye.records.models import Link, OptOut
from kaye.web.access import holds_nul
from kaye.web.clock import now
from kaye.web.portal.access import closed, sealed

_ACTS = frozenset({"offres", "tout", "revenir"})


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_page(request: HttpRequest, token: str) -> HttpResponse:
    """What is sent to this address, and one button to end it."""
    request.business = request.member = None  # type: ignore[attr-defined]
    link = None if holds_nul(request) else stop_link(token)
    if link is None:
        return closed(request)
    done = ""
    if request.method == "POST":
        asked = request.POST.get("choix", "")
        done = asked if asked in _ACTS else "offres"  # a mail program posts List-Unsubscribe=One-Click
        _obey(link, token, done)
    with scope(business=link.business):
        refused = set(
            OptOut.objects.filter(customer=link.customer, lifted_at=None).values_list("purpose", "point_id")
        )
    shown = {
        "shop": link.business,
        "address": link.point.value if link.point else "",
        "done": done,
        "refuses_offers": bool({("marketing", None), ("all", None)} & refused),
        "refuses_all": ("all", link.point_id) in refused,
        "act": request.path,
    }
    return sealed(render(request, "portal/stop.html", shown))


def _obey(link: Link, token: str, asked: str) -> None:
    at = now()
    if asked == "offres":
        unsubscribe(token=token, now=at)
        return
    with scope(business=link.business):
        state, purposes = (
            ("opted_out", ("transactional",)) if asked == "tout" else ("opted_in", ("marketing",))
        )
        for purpose in purposes:
            choose(
                business=link.business,
                customer=link.customer,
                purpose=purpose,
                state=state,
                how="page",
                now=at,
                point=link.point,
                words="depuis la page d'arrêt",
                by=BY,
            )
