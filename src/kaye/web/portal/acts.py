"""What a customer does on their page, by POST only: each is one action, then back to the page that says it."""

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kaye.actions import reply_to_debt, reply_to_quote
from kaye.actions.decline_quote import decline_quote
from kaye.actions.refusal import Refusal
from kaye.rules.money import MoneyError, parse_money
from kaye.web.portal.access import Visit, customer_page
from kaye.web.portal.papers import document_page
from kaye.web.portal.payments import payment_page
from kaye.web.portal.place import Place, of_debt, of_document, of_link

Act = Callable[[Place, HttpRequest], None]
_LONGEST = 300


@customer_page("document")
@require_POST
def on_document(request: HttpRequest, visit: Visit, act: str) -> HttpResponse:
    return _do(request, of_link(visit), act)


@customer_page("payment")
@require_POST
def on_payment(request: HttpRequest, visit: Visit, act: str) -> HttpResponse:
    return _do(request, of_link(visit), act)


@customer_page("space")
@require_POST
def on_space_document(request: HttpRequest, visit: Visit, document: int, act: str) -> HttpResponse:
    return _do(request, of_document(visit, document), act)


@customer_page("space")
@require_POST
def on_space_debt(request: HttpRequest, visit: Visit, debt: int, act: str) -> HttpResponse:
    return _do(request, of_debt(visit, debt), act)


def _do(request: HttpRequest, place: Place, act: str) -> HttpResponse:
    """204 for the script that says « ouvert »; else back to the page, or the page again with what to change."""
    found = _ACTS.get(act)
    if found is None:
        raise Http404
    try:
        found(place, request)
    except Refusal as no:
        show = (
            document_page
            if place.document is not None and place.visit.link.kind != "payment"
            else payment_page
        )
        return show(request, place, fault=str(no), status=422)
    if act == "ouvert":
        wants_page = request.POST.get("voir") == "1"
        return HttpResponseRedirect(f"{place.base}/pdf") if wants_page else HttpResponse(status=204)
    return HttpResponseRedirect(f"{place.base}?fait={act}")


def _opened(place: Place, request: HttpRequest) -> None:
    reply_to_quote.mark_opened(business=place.visit.business, link=place.visit.link, now=place.visit.now)


def _question(place: Place, request: HttpRequest) -> None:
    visit, words = place.visit, _words(request)
    if place.quote is not None:
        reply_to_quote.ask_about_quote(
            business=visit.business, quote=place.quote, question=words, now=visit.now
        )
    else:
        reply_to_debt.ask_about_debt(
            business=visit.business, receivable=_debt(place), question=words, now=visit.now
        )


def _too_dear(place: Place, request: HttpRequest) -> None:
    reply_to_quote.say_too_dear(
        business=place.visit.business, quote=_quote(place), now=place.visit.now, words=_words(request)
    )


def _later(place: Place, request: HttpRequest) -> None:
    reply_to_quote.say_later(
        business=place.visit.business,
        quote=_quote(place),
        until=_day(request, "Choisissez le jour à partir duquel en reparler."),
        now=place.visit.now,
    )


def _refuse(place: Place, request: HttpRequest) -> None:
    decline_quote(
        business=place.visit.business,
        quote=_quote(place),
        reason=request.POST.get("raison", ""),
        text=_words(request),
        now=place.visit.now,
        by=reply_to_quote.BY,
    )


def _ask_again(place: Place, request: HttpRequest) -> None:
    reply_to_quote.ask_again(business=place.visit.business, quote=_quote(place), now=place.visit.now)


def _paid(place: Place, request: HttpRequest) -> None:
    reply_to_debt.say_paid(
        business=place.visit.business,
        receivable=_debt(place),
        now=place.visit.now,
        words=_words(request),
    )


def _promise(place: Place, request: HttpRequest) -> None:
    written = request.POST.get("montant", "").strip()
    try:
        amount = parse_money(written, place.visit.code) if written else None
    except MoneyError as fault:
        raise Refusal(str(fault)) from None
    reply_to_debt.promise_payment(
        business=place.visit.business,
        receivable=_debt(place),
        promised_on=_day(request, "Choisissez le jour où vous pensez payer."),
        now=place.visit.now,
        amount=amount,
    )


def _dispute(place: Place, request: HttpRequest) -> None:
    reply_to_debt.dispute_debt(
        business=place.visit.business,
        receivable=_debt(place),
        reason=_words(request),
        now=place.visit.now,
    )


def _instalments(place: Place, request: HttpRequest) -> None:
    count = request.POST.get("nombre", "")
    reply_to_debt.ask_instalments(
        business=place.visit.business,
        receivable=_debt(place),
        count=int(count) if count.isdecimal() and len(count) < 4 else 0,
        now=place.visit.now,
        words=_words(request),
    )


def _received(place: Place, request: HttpRequest) -> None:
    if place.document is None:
        raise Http404
    reply_to_debt.acknowledge_receipt(
        business=place.visit.business, document=place.document, now=place.visit.now
    )


def _words(request: HttpRequest) -> str:
    return request.POST.get("mots", "").replace("\x00", "").strip()[:_LONGEST]


def _day(request: HttpRequest, missing: str) -> date:
    try:
        return date.fromisoformat(request.POST.get("jour", ""))
    except ValueError:
        raise Refusal(missing) from None


def _quote(place: Place):  # type: ignore[no-untyped-def]
    if place.quote is None:
        raise Http404
    return place.quote


def _debt(place: Place):  # type: ignore[no-untyped-def]
    if place.receivable is None:
        raise Http404
    return place.receivable


_ACTS: dict[str, Act] = {
    "ouvert": _opened,
    "question": _question,
    "cher": _too_dear,
    "plus-tard": _later,
    "refus": _refuse,
    "redemande": _ask_again,
    "paye": _paid,
    "promesse": _promise,
    "desaccord": _dispute,
    "versements": _instalments,
    "recu": _received,
}
