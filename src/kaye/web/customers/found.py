"""The customer of an address, within the walls of the business; what isn't there is a 404."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kaye.records.models import Business, Customer


def customer_or_404(business: Business, pk: int) -> Customer:
    """Raises Http404 for a customer of somebody else too."""
    found = Customer.objects.filter(business=business, pk=pk).first()
    if found is None:
        raise Http404
    return found


def back_to(request: HttpRequest, customer_id: int) -> HttpResponse:
    """To the page the person came from (`retour`, one of ours), else to the customer's."""
    return HttpResponseRedirect(return_url(request) or reverse("customers_page", args=[customer_id]))


def return_url(request: HttpRequest) -> str:
    """The `retour` of the request when it is an address of this site, else empty."""
    wanted = request.POST.get("retour") or request.GET.get("retour") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else ""
