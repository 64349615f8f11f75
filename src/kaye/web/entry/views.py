"""A link that lets one person in once: opening it changes nothing, the button does."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaye.actions.login_link import use_login_link
from kaye.web.clock import now
from kaye.web.middleware import SESSION_KEY

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """GET: one button, whatever the token is worth. POST: in, or what to do instead (410)."""
    if request.method != "POST":
        return render(request, "entry/door.html")
    user = use_login_link(token, now())
    if user is None:
        return render(request, "entry/used.html", status=410)
    request.session.pop(SESSION_KEY, None)  # the shop of whoever was here before
    login(request, user, backend=_BACKEND)  # type: ignore[arg-type]  # ours is the usual User
    return redirect("/")
