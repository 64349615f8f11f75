"""Pages shown when something is missing, in French, saying what to do; a toast when HTMX asked."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, "Cette demande est arrivée abîmée. Revenez en arrière et recommencez.")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "Ce geste est réservé à une autre personne de l’équipe.")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW: the page was open too long, or cookies are blocked."""
    if _is_fragment(request):
        return _toast(403, "La page est restée ouverte trop longtemps. Rechargez-la et recommencez.")
    return render(request, "403_csrf.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "Cette page n’existe plus. Rechargez pour voir où l’on en est.")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """No context processor here: the base itself may be what does not answer."""
    if _is_fragment(request):
        return _toast(500, "Quelque chose a cassé chez nous. Rien n’a été envoyé. Réessayez dans une minute.")
    return HttpResponse(render_to_string("500.html"), status=500)


def _answer(request: HttpRequest, status: int, text: str) -> HttpResponse:
    return _toast(status, text) if _is_fragment(request) else render(request, f"{status}.html", status=status)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _toast(status: int, text: str) -> HttpResponse:
    """The page stays as it is, only a toast is added."""
    html = render_to_string("components/toast_alone.html", {"text": text})
    return HttpResponse(html, status=status, headers={"HX-Reswap": "none"})
