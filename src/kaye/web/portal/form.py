"""`/f/<token>/`: the form of a business, its own page or inside any other site (C59).

There is no session and no cookie: a page that shows it in a frame can make nobody act in their own name, so any site
may, here only. A POST is stored as its bytes came and answered at once; the worker reads it afterwards, as the hook's.
"""

import logging
from io import BytesIO

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kaye.actions.inbox.form_page import CHANNEL, forgotten, form_at, shown_proof, was_shown_here
from kaye.actions.inbox.receive import from_outside, receive, refuse
from kaye.channels.registry import channel
from kaye.documents.colour import ink
from kaye.net.visitor import visitor_address
from kaye.records.models import ChannelAccount
from kaye.web.clock import now
from kaye.web.portal.access import sealed

_LOG = logging.getLogger("kaye.hooks")
_TYPED = ("nom", "contact", "message", "rappel", "accord_marketing")
_READABLE = 7  # contrast of white words on the cover
_COVER = (
    ":root:root:root {{ --k-cover: {0}; --k-cover-up: color-mix(in oklab, {0} 72%, black);"
    " --k-cover-soft: #fff; }}\n"
)
WHEN = ("le matin", "entre midi et deux", "l’après-midi", "en fin de journée")
_NOTES = {  # title and what to do, by status
    404: ("Ce formulaire n’est plus ouvert.", "Appelez l’entreprise, ou écrivez-lui par un autre moyen."),
    413: (
        "La photo est trop lourde.",
        "Rien n’est parti. Revenez en arrière, choisissez une photo plus petite, ou envoyez sans photo.",
    ),
    429: ("Beaucoup de demandes à la suite.", "Revenez dans une heure, ou appelez l’entreprise."),
    503: ("Le formulaire ne répond pas.", "Rien n’est parti. Réessayez dans une minute."),
}


@login_not_required
@csrf_exempt
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, token: str) -> HttpResponse:
    """Asked for and answered like any other page; nothing is ever shown of what others have sent."""
    request.business = request.member = None  # type: ignore[attr-defined]
    try:
        account = form_at(token)
        if account is None:
            return _note(request, 404)
        return _posted(request, account) if request.method == "POST" else _form(request, account)
    except DatabaseError:
        _LOG.exception("formulaire : impossible de garder la demande")
        return _note(request, 503)


@login_not_required
@require_safe
def loader(request: HttpRequest, token: str) -> HttpResponse:
    """The script that another site loads: it puts the form in a frame, or leaves the page alone when it is closed."""
    if form_at(token) is None:
        return sealed(HttpResponse(status=404, content_type="text/plain"))
    return _lent(render(request, "portal/loader.js", content_type="text/javascript; charset=utf-8"))


@login_not_required
@require_safe
def colours(request: HttpRequest, token: str) -> HttpResponse:
    """The cover in the colour of the business, dark enough for white words: no style stands in the page itself."""
    account = form_at(token)
    if account is None:
        return sealed(HttpResponse(status=404, content_type="text/plain"))
    words = _COVER.format(ink(account.business.colour, _READABLE)) if account.business.colour else ""
    return _lent(HttpResponse(words, content_type="text/css"))


def _posted(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    at, inbound = now(), channel(CHANNEL).inbound
    assert inbound is not None
    body = _body(request, inbound.most)
    if body is None:
        return _note(request, refuse(account, 413, at).status, account)
    typed = _typed(request, body)
    if _may_be_asked(account, typed):
        missing = forgotten(account, request.headers, body, at)
        is_told = typed.get("relu") == "oui" and len(missing) < 2  # asked once: then it is kept as it is
        if missing and not is_told:
            return _form(request, account, typed, missing)
    visitor = visitor_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
    received = receive(
        account=account, headers=from_outside(request.headers), body=body, now=at, visitor=visitor
    )
    if received.status != 200:
        return _note(request, received.status, account)
    return _shown(request, account, "portal/form_done.html")


def _form(
    request: HttpRequest,
    account: ChannelAccount,
    typed: dict[str, str] | None = None,
    missing: frozenset[str] = frozenset(),
) -> HttpResponse:
    typed = typed or {}
    proof = shown_proof(account, now(), typed.get("jeton", ""), typed.get("altcha", ""))
    context = {
        "proof": proof,
        "solved": "" if proof.challenge else typed.get("altcha", ""),
        "typed": {name: typed.get(name, "") for name in _TYPED},
        "missing": missing,
        "lost_file": typed.get("fichier", ""),
        "when": WHEN,
    }
    return _shown(request, account, "portal/form.html", context, 422 if missing else 200)


def _note(request: HttpRequest, status: int, account: ChannelAccount | None = None) -> HttpResponse:
    title, words = _NOTES.get(status, _NOTES[503])
    return _shown(request, account, "portal/form_note.html", {"title": title, "words": words}, status)


def _shown(
    request: HttpRequest,
    account: ChannelAccount | None,
    template: str,
    context: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    framed = request.GET.get("cadre") == "1"
    shared = {
        "shop": account.business if account is not None else None,
        "framed": framed,
        "here": f"{request.path}?cadre=1" if framed else request.path,
        "coloured": account is not None and bool(account.business.colour),
    }
    answer = sealed(render(request, template, shared | (context or {}), status=status))
    if status in (429, 503):
        answer["Retry-After"] = "3600" if status == 429 else "60"
    return answer


def _lent(answer: HttpResponse) -> HttpResponse:
    """A file that pages of other sites may load."""
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _body(request: HttpRequest, most: int) -> bytes | None:
    """The bytes as they came; None when there are more than `most`, or when they stopped on the way."""
    try:
        if int(request.headers.get("Content-Length") or 0) > most:
            return None
        body = request.read(most + 1)
    except (ValueError, UnreadablePostError, RawPostDataException):
        return None
    return body if len(body) <= most else None


def _typed(request: HttpRequest, body: bytes) -> dict[str, str]:
    """What was typed, to show it again; nothing when these bytes are no form of a browser."""
    again = WSGIRequest({**request.META, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))})
    try:
        typed = {name: value for name, value in again.POST.items() if isinstance(value, str)}
    except (
        BadRequest,
        MultiPartParserError,
        SuspiciousOperation,
        RequestDataTooBig,
        ValueError,
        LookupError,
    ):
        return {}
    return typed | {"fichier": "oui" if again.FILES else ""}


def _may_be_asked(account: ChannelAccount, typed: dict[str, str]) -> bool:
    """A robot, or the form of another site, gets the page of thanks; what they sent is judged afterwards."""
    return not typed.get("site_web") and was_shown_here(account, typed.get("jeton", ""))
