"""« Réponses prêtes »: the shop's own sentences, with what is filled in by itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.inbox.canned import VARIABLES, drop_canned, save_canned
from kaye.actions.refusal import Refusal
from kaye.records.models import CannedReply
from kaye.rules.variables import VARIABLES as KNOWN
from kaye.web.access import ShopRequest, shop_page
from kaye.web.screen import may_act, who
from kaye.web.shell.toasts import toast


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request: ShopRequest) -> HttpResponse:
    """GET: all of them. POST: one more."""
    return _page(request, None)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: ShopRequest, canned_pk: int) -> HttpResponse:
    """GET: to change it. POST act=drop: it goes."""
    canned = CannedReply.objects.filter(business=request.business, pk=canned_pk).first()
    if canned is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "drop":
        drop_canned(business=request.business, canned=canned, now=request.now, by=who(request))
        toast(request, "Réponse retirée.")
        return redirect("settings_canned")
    return _page(request, canned)


def _page(request: ShopRequest, canned: CannedReply | None) -> HttpResponse:
    problem, said = "", {"name": canned.name if canned else "", "text": canned.text if canned else ""}
    if request.method == "POST":
        said = {"name": request.POST.get("name", ""), "text": request.POST.get("text", "")}
        try:
            save_canned(business=request.business, canned=canned, now=request.now, by=who(request), **said)
        except Refusal as refused:
            problem = str(refused)
        else:
            toast(request, "Réponse enregistrée.")
            return redirect("settings_canned")
    context = {
        "rows": CannedReply.objects.filter(business=request.business).order_by("name"),
        "canned": canned,
        "said": said,
        "problem": problem,
        "variables": [(name, KNOWN[name].label, KNOWN[name].example) for name in VARIABLES],
        "can_act": may_act(request),
    }
    return render(request, "inbox/canned.html", context, status=422 if problem else 200)
