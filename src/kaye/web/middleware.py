"""Who is asking, and for which business: everything after runs inside that business's walls."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from kaye.records.models import Member

SESSION_KEY = "business"


class BusinessMiddleware:
    """Sets `request.business` and `request.member`, opens the scope. The session says which business."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.business = None  # type: ignore[attr-defined]
        request.member = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        member = _member(request)
        if member is None:
            return self.get_response(request)
        request.member, request.business = member, member.business  # type: ignore[attr-defined]
        with scope(business=member.business):
            return self.get_response(request)


def _member(request: HttpRequest) -> Member | None:
    memberships = (
        Member.objects.filter(user_id=request.user.pk or 0)
        .select_related("business")
        .order_by("business__name")
    )
    chosen = request.session.get(SESSION_KEY)
    if chosen:
        member = memberships.filter(business_id=chosen).first()
        if member:
            return member
    return memberships.first()
