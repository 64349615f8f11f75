"""Agree to be paid in several times: look at the dates first, then write; end it (M29, M30)."""

from collections import Counter
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kaye.actions.cancel_plan import cancel_plan
from kaye.actions.make_plan import PlanResult, make_plan, preview_plan
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Plan
from kaye.records.queries.money import open_debts
from kaye.rules.documents.recurrence import shifted
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.forms import PlanForm
from kaye.web.customers.found import back_to, customer_or_404
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@shop_page
def plan(request: ShopRequest, pk: int) -> HttpResponse:
    """GET ?count=3&first=…&every=month shows the dates and amounts; POST of the same agrees."""
    business = request.business
    customer = customer_or_404(business, pk)
    typed = request.POST if request.method == "POST" else request.GET
    debts = {str(d.receivable): d.reference or d.label for d in open_debts(business, [customer.pk])}
    initial = {"count": 3, "first": shifted(request.today, 1), "every": "month"}
    form = PlanForm(list(debts.items()), typed if "count" in typed else None, initial=initial)
    seen: PlanResult | None = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        asked = {
            "business": business,
            "customer": customer,
            "count": said["count"],
            "first_on": said["first"],
            "every": said["every"],
            "debts": [f"#{each}" for each in said["debts"]],
            "now": request.now,
        }
        try:
            if request.method == "POST":
                made = make_plan(**asked, by=who(request))
                return _agreed(request, customer.pk, made)
            seen = preview_plan(**asked)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "customer": customer,
        "code": currency_of(business).code,
        "debts": debts,
        "seen": by_date(seen) if seen else (),
        "total": seen.total if seen else 0,
    }
    return render(request, "customers/plan.html", context, status=422 if form.errors else 200)


@shop_page
@require_POST
def end(request: ShopRequest, pk: int, plan: int) -> HttpResponse:
    """The debts take their own dates again."""
    customer = customer_or_404(request.business, pk)
    row = Plan.objects.filter(business=request.business, customer=customer, pk=plan).first()
    if row is None:
        raise Http404
    try:
        cancel_plan(business=request.business, plan=row, now=request.now, by=who(request))
    except Refusal as refusal:
        toast(request, str(refusal))
    else:
        toast(request, "Échéancier terminé : les dettes reprennent leurs dates.")
    return back_to(request, customer.pk)


def by_date(made: PlanResult) -> list[tuple[date, int]]:
    """What is due on each day of the plan."""
    due: Counter[date] = Counter()
    for each in made.instalments:
        if each.due_on:
            due[each.due_on] += each.amount
    return sorted(due.items())


def _agreed(request: ShopRequest, pk: int, made: PlanResult) -> HttpResponse:
    told = made.confirmation
    if told is not None and told.message is not None and told.message.state == "due":
        toast(request, "Échéancier noté. Les dates partent par écrit au client.")
        return back_to(request, pk)
    toast(request, "Échéancier noté.")
    if told is None or not told.link:
        return back_to(request, pk)
    context = {
        "customer": customer_or_404(request.business, pk),
        "code": currency_of(request.business).code,
        "link": told.link,
        "text": told.message.text if told.message else "",
    }
    return render(request, "customers/plan_told.html", context)
