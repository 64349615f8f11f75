"""Light or dark: the choice of the person, kept in a cookie; without one, the device decides."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("cahier", "ardoise")
_YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest) -> str:
    """« cahier », « ardoise », or "" for the device's own."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """POST theme=cahier|ardoise|auto, then back to the page the person came from."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(COOKIE)
    return response


def _back(request: HttpRequest) -> str:
    came_from = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if allowed else "/"
