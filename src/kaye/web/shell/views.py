"""« Plus » on a phone, the page of help, and the gallery of components."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaye.web.shell.gallery import samples


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Entries without a tab, the other shops, the looks, the account. Needs `request.business`."""
    return render(request, "shell/more.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The gestures of the notebook on one page; the whole guide is in the documents."""
    return render(request, "shell/help.html")


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in development only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "shell/cahier.html", samples(request))
