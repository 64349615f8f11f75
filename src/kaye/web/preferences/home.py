"""The entries of « Réglages », and the hold of a restored base."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaye.actions.refusal import Refusal
from kaye.actions.resume_sending import resume_sending
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@owner_page
@require_GET
def home(request: ShopRequest) -> HttpResponse:
    return render(request, "preferences/home.html")


@owner_page
@require_POST
def resume(request: ShopRequest) -> HttpResponse:
    """A person looked at what may have left: messages leave again."""
    try:
        resume_sending(business=request.business, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, "Les envois reprennent.")
    return redirect("settings")
