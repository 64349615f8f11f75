"""« Clôtures » and « Exports »: for the owner, the accountant, the tax office."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kaye.actions.export_books import export_books
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.closings import DAY, MONTH, YEAR, Verified, verify_chain
from kaye.records.models import Closing
from kaye.web.access import ShopRequest, owner_page
from kaye.web.recovery.file import download
from kaye.web.screen import who

_SHOWN = {DAY: 31, MONTH: 12, YEAR: 10}
_TITLES = {DAY: "Par jour", MONTH: "Par mois", YEAR: "Par année"}
_EXPORTS = (
    ("fec", "Écritures comptables (FEC)", "Pour votre comptable, ou l’administration fiscale en France."),
    ("journal", "Journal des ventes", "Une ligne par document et par taux de TVA."),
    ("archive", "Archive", "Écritures, clôtures et originaux, avec leurs empreintes."),
    ("attestation", "Attestation du logiciel", "Le modèle à faire signer par l’éditeur."),
)


@owner_page
@require_GET
def closings(request: ShopRequest) -> HttpResponse:
    return _closings(request, None)


@owner_page
@require_POST
def check(request: ShopRequest) -> HttpResponse:
    """Read everything again: has anything been changed?"""
    return _closings(request, verify_chain(request.business))


@owner_page
def exports(request: ShopRequest) -> HttpResponse:
    """GET: which ones. POST kind, from, to: the file."""
    end = request.today
    typed = {"from": end.replace(month=1, day=1).isoformat(), "to": end.isoformat(), "kind": "fec"}
    problem = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            made = export_books(
                business=request.business,
                kind=typed["kind"],
                start=_day(typed["from"]),
                end=_day(typed["to"]),
                now=request.now,
                by=who(request),
            )
        except Refusal as refusal:
            problem = str(refusal)
        else:
            return download(made.content, made.mime, made.name)
    context = {"kinds": _EXPORTS, "typed": typed, "problem": problem}
    return render(request, "recovery/exports.html", context, status=422 if problem else 200)


def _closings(request: ShopRequest, verified: Verified | None) -> HttpResponse:
    business = request.business
    rows = Closing.objects.filter(business=business)
    context = {
        "lists": [
            (_TITLES[period], period, list(rows.filter(period=period).order_by("-seq")[:most]))
            for period, most in _SHOWN.items()
        ],
        "code": currency_of(business).code,
        "verified": verified,
        "next_on": request.today + timedelta(days=1),
    }
    return render(request, "recovery/closings.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("Ce jour n’existe pas : choisissez-le dans le calendrier.") from None
