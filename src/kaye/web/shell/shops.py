"""One person, several shops: the one at hand is kept in the session."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kaye.records.queries.shops import businesses_of
from kaye.web.middleware import SESSION_KEY


@require_POST
def open_shop(request: HttpRequest) -> HttpResponse:
    """POST business=<id>: opens it if the person works there, then the first page."""
    wanted = request.POST.get("business", "")
    for business in businesses_of(request.user.pk):
        if str(business.pk) == wanted:
            request.session[SESSION_KEY] = business.pk
    return HttpResponseRedirect("/")
