"""« Modifier »: change the words once, before they leave."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kaye.actions.refusal import Refusal
from kaye.actions.reword import reword as changed
from kaye.records.calendars import currency_of
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import return_url
from kaye.web.shell.toasts import toast
from kaye.web.today.cards import card_of
from kaye.web.today.kept import keep, kept
from kaye.web.today.views import line_of


@shop_page
def reword(request: ShopRequest, item: str) -> HttpResponse:
    """GET shows the words, POST text=… checks them: blocked with the reason, or kept for the card."""
    try:
        line = line_of(request.business, item, request)
    except Refusal:
        return render(request, "today/gone.html", status=410)
    remembered = kept(request)
    text = remembered.words.get(line.item.id, line.text)
    problems: list[str] = []
    if request.method == "POST":
        text = request.POST.get("text", "")[:4000]
        again = changed(business=request.business, line=line, text=text)
        problems = [finding.message_fr for finding in again.blocked]
        if not problems and not again.line.link:
            problems = ["Ce texte est trop long pour être ouvert d’un geste : raccourcissez-le."]
        if not problems:
            remembered.words[line.item.id] = again.line.text
            keep(request, remembered)
            toast(request, "Texte changé, pour cette fois seulement.")
            return HttpResponseRedirect(return_url(request) or "/")
    context = {
        "card": card_of(line, currency_of(request.business).code),
        "text": text,
        "problems": problems,
        "retour": return_url(request),
    }
    return render(request, "today/words.html", context, status=422 if problems else 200)
