"""On top of `screen`: forms that belong to one shop, and what only owners open."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kaye.records.models import Business, Member
from kaye.web.screen import is_fragment, screen

View = Callable[..., HttpResponse]


class ShopRequest(HttpRequest):
    """A request inside a business: `now` is the instant it came, `today` the day on the wall of the shop."""

    business: Business
    member: Member
    now: datetime
    today: date


def shop_page(view: View) -> View:
    """`screen`, and a POST is refused when the shop was changed since its form was shown.

    A person without a business is sent to the first steps.
    """

    @wraps(view)
    def guarded(request: ShopRequest, *args: object, **kwargs: object) -> HttpResponse:
        if holds_nul(request):
            raise SuspiciousOperation("a NUL byte: no keyboard types it, and PostgreSQL refuses it")
        here = str(request.business.pk)
        if request.method == "POST" and request.POST.get("business", here) != here:
            return _other_shop(request)
        return view(request, *args, **kwargs)

    return _or_first_steps(screen(guarded))


def owner_page(view: View) -> View:
    """The same, for owners only."""

    @wraps(view)
    def guarded(request: ShopRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.member.role != "owner":
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return shop_page(guarded)


def holds_nul(request: HttpRequest) -> bool:
    """A NUL byte somewhere: no keyboard types it, and PostgreSQL refuses it."""
    return any(
        "\x00" in each for typed in (request.GET, request.POST) for _, all_ in typed.lists() for each in all_
    )


def _or_first_steps(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request, "business", None) is None:
            return redirect("firstrun")
        return view(request, *args, **kwargs)

    return guarded


def _other_shop(request: ShopRequest) -> HttpResponse:
    """Nothing is written in the wrong shop."""
    if is_fragment(request):
        text = "Une autre boutique est ouverte. Rien n’a été noté : rechargez la page."
        answer = render(request, "components/toast_alone.html", {"text": text}, status=409)
        answer["HX-Reswap"] = "none"
        return answer
    return render(request, "shell/other_shop.html", {"wanted": request.POST["business"]}, status=409)
