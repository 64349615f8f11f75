"""Accept and sign a quote, by POST only (M36); from the space, with a code sent to the contact point (M40)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kaye.actions.accept_quote import SENTENCE, Consent, accept_quote
from kaye.actions.ask_code import ask_code, check_code
from kaye.actions.documents.ground import ground
from kaye.actions.refusal import Refusal
from kaye.net.visitor import visitor_address
from kaye.web.portal.access import Visit, customer_page
from kaye.web.portal.papers import document_page
from kaye.web.portal.place import Place, of_document, of_link


@customer_page("document")
@require_POST
def sign(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _sign(request, of_link(visit))


@customer_page("space")
@require_POST
def sign_in_space(request: HttpRequest, visit: Visit, document: int) -> HttpResponse:
    return _sign(request, of_document(visit, document))


@customer_page("document")
@require_POST
def document_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _send_code(request, of_link(visit))


@customer_page("space")
@require_POST
def ask_code_in_space(request: HttpRequest, visit: Visit, document: int) -> HttpResponse:
    return _send_code(request, of_document(visit, document))


def _send_code(request: HttpRequest, place: Place) -> HttpResponse:
    if place.quote is None:
        raise Http404
    try:
        ask_code(business=place.visit.business, link=place.visit.link, now=place.visit.now)
    except Refusal as no:
        return document_page(request, place, fault=str(no), status=422)
    return HttpResponseRedirect(f"{place.base}?fait=code#signer")


def _sign(request: HttpRequest, place: Place) -> HttpResponse:
    quote, visit = place.quote, place.visit
    if quote is None:
        raise Http404
    drawn = request.POST.get("trait", "").strip()
    consent = Consent(
        name=_plain(request.POST.get("nom", ""))[:200],
        method="drawn" if drawn else "typed",
        drawn=drawn,
        sentence=SENTENCE if request.POST.get("lu") == "oui" else "",
        sha256=request.POST.get("empreinte", "")[:64],
        ip=visitor_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")),
        browser=_plain(request.headers.get("User-Agent", "")),
        link=visit.link,
    )
    try:
        if quote.state == "sent" and needs_code(visit):
            if not (consent.name and consent.sentence):  # the code is not used up for a field left out
                raise Refusal("Écrivez votre nom et cochez la phrase, puis recopiez le code.")
            if not request.POST.get("code", "").strip():
                raise Refusal("Demandez d'abord un code, puis recopiez-le ici.")
            check_code(
                business=visit.business, link=visit.link, code=request.POST.get("code", ""), now=visit.now
            )
        accept_quote(business=visit.business, quote=quote, consent=consent, now=visit.now)
    except Refusal as no:
        return document_page(request, place, fault=str(no), status=422)
    return HttpResponseRedirect(f"{place.base}?fait=signe")


def needs_code(visit: Visit) -> bool:
    """Always from the space; from the quote's own link where the owner asks it (`accept_code`)."""
    return visit.in_space or ground(visit.business).papers.accept_code


def _plain(text: str) -> str:
    """One line, without a control character."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
