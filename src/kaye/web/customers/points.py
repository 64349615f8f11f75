"""The ways to reach a customer: add one, correct it, say that it is dead, take it away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kaye.actions.point import add_point, change_point, remove_point
from kaye.actions.refusal import Refusal
from kaye.records.models import ContactPoint
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.forms import PointForm
from kaye.web.customers.found import back_to, customer_or_404, return_url
from kaye.web.screen import posted, who
from kaye.web.shell.toasts import toast


@shop_page
def add(request: ShopRequest, pk: int) -> HttpResponse:
    business = request.business
    customer = customer_or_404(business, pk)
    form = PointForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            point = add_point(
                business=business,
                customer=customer,
                kind=form.kind,
                value=form.cleaned_data["value"],
                now=request.now,
                by=who(request),
            )
        except Refusal as refusal:
            form.add_error("value", str(refusal))
        else:
            toast(request, f"Ajouté : {point.value}")
            return back_to(request, customer.pk)
    context = {"form": form, "customer": customer, "retour": return_url(request)}
    return render(request, "customers/point.html", context, status=422 if form.errors else 200)


@shop_page
def change(request: ShopRequest, pk: int, point: int) -> HttpResponse:
    """POST value=…, or do=dead|remove."""
    customer = customer_or_404(request.business, pk)
    row = ContactPoint.objects.filter(customer=customer, pk=point).first()
    if row is None:
        raise Http404
    form = PointForm(posted(request), initial={"value": row.value})
    if request.method == "POST":
        if request.POST.get("do"):
            return _drop(request, row)
        if form.is_valid() and _corrected(request, row, form):
            return back_to(request, customer.pk)
    context = {"form": form, "customer": customer, "point": row, "retour": return_url(request)}
    return render(request, "customers/point.html", context, status=422 if form.errors else 200)


def _corrected(request: ShopRequest, row: ContactPoint, form: PointForm) -> bool:
    try:
        change_point(
            business=row.business,
            point=row,
            now=request.now,
            value=form.cleaned_data["value"],
            by=who(request),
        )
    except Refusal as refusal:
        form.add_error("value", str(refusal))
        return False
    toast(request, f"Corrigé : {row.value}")
    return True


def _drop(request: ShopRequest, row: ContactPoint) -> HttpResponse:
    now = request.now
    if request.POST["do"] == "dead":
        change_point(
            business=row.business, point=row, now=now, state="dead", because="dit par vous", by=who(request)
        )
        toast(request, f"{row.value} ne sera plus utilisé.")
    else:
        remove_point(business=row.business, point=row, now=now, by=who(request))
        toast(request, f"{row.value} est retiré de la fiche.")
    return back_to(request, row.customer_id)
