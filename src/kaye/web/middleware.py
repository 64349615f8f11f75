"""Who is asking, and for which business: everything after runs inside that business's walls."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from kaye.records.models import Member

SESSION_KEY = "business"


class BusinessMiddleware:
    """Sets `request.business`, `request.member` and `request.businesses` (all of this person's), opens the scope.

    The session says which business.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.business = None  # type: ignore[attr-defined]
        request.member = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        members = _members(request)
        if not members:
            return self.get_response(request)
        chosen = request.session.get(SESSION_KEY)
        member = next((each for each in members if each.business_id == chosen), members[0])
        request.businesses = [each.business for each in members]  # type: ignore[attr-defined]
        request.member, request.business = member, member.business  # type: ignore[attr-defined]
        with scope(business=member.business):
            return self.get_response(request)


def _members(request: HttpRequest) -> list[Member]:
    """Everywhere this person works, by name: few rows, read once for the whole page."""
    rows = Member.objects.filter(user_id=request.user.pk or 0).select_related("business")
    return list(rows.order_by("business__name"))
