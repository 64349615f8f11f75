"""Who may change what is followed: the owner. Everybody of the shop may read."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from kaye.web.screen import screen

View = Callable[..., HttpResponse]


def owners_screen(view: View) -> View:
    """As `screen`, and refuses (403) what is not a reading to anybody but the owner."""

    @screen
    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not is_owner(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return shown


def is_owner(request: HttpRequest) -> bool:
    return bool(request.member.role == "owner")  # type: ignore[attr-defined]
