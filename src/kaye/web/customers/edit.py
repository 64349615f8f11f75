"""Write a new customer, correct the card of one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kaye.actions.change_customer import change_customer
from kaye.actions.record_customer import record_customer
from kaye.actions.refusal import Refusal
from kaye.records.models import Customer
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.forms import CustomerCard, NewCustomer
from kaye.web.customers.found import customer_or_404
from kaye.web.screen import posted, who
from kaye.web.shell.toasts import toast

_WHERE = (("numéro", "phone"), ("téléphone", "phone"), ("@", "email"), ("adresse", "email"), ("nom", "name"))


@shop_page
def new(request: ShopRequest) -> HttpResponse:
    form = NewCustomer(posted(request), initial={"name": request.GET.get("nom", "")[:200]})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            customer = record_customer(
                business=request.business,
                now=request.now,
                name_raw=said["name"],
                phone=said["phone"],
                email=said["email"],
                informal=said["informal"],
                notes=said["notes"],
                by=who(request),
            )
        except Refusal as refusal:
            form.add_error(_field_of(str(refusal)), str(refusal))
        else:
            toast(request, f"{customer.name} est dans le cahier.")
            return HttpResponseRedirect(reverse("customers_page", args=[customer.pk]))
    return render(request, "customers/new.html", {"form": form}, status=422 if form.errors else 200)


@shop_page
def edit(request: ShopRequest, pk: int) -> HttpResponse:
    business = request.business
    customer = customer_or_404(business, pk)
    form = CustomerCard(posted(request), initial=_initial(customer))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_customer(
                business=business,
                customer=customer,
                now=request.now,
                parts=form.parts(),
                is_consumer=form.audience(),
                informal=said["informal"],
                address=said["address"],
                notes=said["notes"],
                by=who(request),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, "Fiche enregistrée.")
            return HttpResponseRedirect(reverse("customers_page", args=[customer.pk]))
    context = {
        "form": form,
        "customer": customer,
        "points": list(customer.points.filter(business=business).order_by("id")),
    }
    return render(request, "customers/edit.html", context, status=422 if form.errors else 200)


def _field_of(refusal: str) -> str:
    """Where to show what was refused: the sentence says what it is about."""
    return next((field for word, field in _WHERE if word in refusal.lower()), "name")


def _initial(customer: Customer) -> dict[str, object]:
    audience = {True: "yes", False: "no", None: ""}[customer.is_consumer]
    return {
        "civility": customer.civility,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "company": customer.company,
        "informal": customer.informal,
        "is_consumer": audience,
        "address": customer.address,
        "notes": customer.notes,
    }
