"""« Résultats »: what each message brought, and which steps the invoices follow."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaye.actions.choose_invoice_scenario import choose_invoice_scenario, invoice_scenarios
from kaye.actions.refusal import Refusal
from kaye.records.queries.step_results import ladders
from kaye.rules.titles import scenario_title
from kaye.web.access import ShopRequest, owner_page, shop_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@shop_page
def results(request: ShopRequest) -> HttpResponse:
    business = request.business
    context = {
        "ladders": [(scenario_title(each.key), each) for each in ladders(business)],
        "choices": invoice_scenarios(business),
        "chosen": business.scenario_for_invoices,
        "is_owner": request.member.role == "owner",
    }
    return render(request, "recovery/results.html", context)


@owner_page
@require_POST
def choose(request: ShopRequest) -> HttpResponse:
    """POST key=: the steps of the invoices to come."""
    try:
        key = request.POST.get("key", "")
        choose_invoice_scenario(business=request.business, key=key, now=request.now, by=who(request))
    except Refusal as refusal:
        toast(request, str(refusal))
    else:
        toast(request, f"Vos prochaines factures suivent : {scenario_title(key)}.")
    return HttpResponseRedirect(reverse("scenarios_results"))
