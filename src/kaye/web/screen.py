"""What every view of a business needs first: a business at hand, the right to act, the instant, the day."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from kaye.records.calendars import local_day
from kaye.web.clock import now
from kaye.web.shell.place import PLACE, place_of

View = Callable[..., HttpResponse]
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def screen(view: View) -> View:
    """Sets `request.now` and `request.today`. A member who only reads is refused (403) what is not a reading;
    a person without a business is told how to get one."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        business = request.business  # type: ignore[attr-defined]
        if business is None:
            return render(request, "no_business.html")
        if request.method not in _READING and not may_act(request):
            raise PermissionDenied
        request.now = now()  # type: ignore[attr-defined]
        request.today = local_day(business, request.now)  # type: ignore[attr-defined]
        answer = view(request, *args, **kwargs)
        answer[PLACE] = place_of(request.member)  # type: ignore[attr-defined]
        return answer

    return shown


def may_act(request: HttpRequest) -> bool:
    """Owners and staff act; the others look."""
    return request.member.role in ("owner", "staff")  # type: ignore[attr-defined]


def who(request: HttpRequest) -> str:
    """The person, as written in the journal."""
    return str(request.user.email or request.user.username)  # type: ignore[union-attr]


def is_fragment(request: HttpRequest) -> bool:
    """HTMX asks for a piece of the page, not for the page."""
    return request.headers.get("HX-Request") == "true"


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the POST, even an empty one; None when the page is only read."""
    return request.POST if request.method == "POST" else None
