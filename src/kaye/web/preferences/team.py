"""« Équipe »: who works here, with what rights; a newcomer gets a link that lets in once."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.change_member import change_role, remove_member
from kaye.actions.login_link import make_login_link
from kaye.actions.open_member import open_member
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Member
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

ROLES = (
    ("owner", "Propriétaire", "tout, réglages compris"),
    ("staff", "Vendeur", "vend, encaisse, relance"),
    ("readonly", "Lecture", "regarde seulement"),
)
_INVITED = timedelta(hours=24)


@owner_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: ShopRequest) -> HttpResponse:
    """GET: the people. POST: one more, by e-mail address."""
    if request.method != "POST":
        return _page(request)
    typed, role = request.POST.get("email", "").strip(), request.POST.get("role", "staff")
    if _members(request.business).filter(user__email__iexact=typed).exists():
        return _page(request, problem="Cette personne est déjà dans l’équipe.", typed=typed)
    try:
        member = open_member(
            business=request.business, email=typed, role=role, now=request.now, by=who(request)
        )
    except Refusal as refused:
        return _page(request, problem=str(refused), typed=typed)
    if _is_newcomer(member):
        return _page(request, invited=member, link=_link(member, request))
    toast(request, f"{member.user.email} est dans l’équipe, et entre avec son compte habituel.")
    return redirect("settings_team")


@owner_page
@require_POST
def role(request: ShopRequest, pk: int) -> HttpResponse:
    """Other rights."""
    member = _member(request.business, pk)
    try:
        change_role(
            business=request.business,
            member=member,
            role=request.POST.get("role", ""),
            now=request.now,
            by=who(request),
        )
    except Refusal as refused:
        return _page(request, refused_pk=pk, problem=str(refused))
    toast(request, f"Accès de {member.user.email} changé.")
    return redirect("settings_team" if member.user_id != request.user.pk or member.role == "owner" else "/")


@owner_page
@require_POST
def remove(request: ShopRequest, pk: int) -> HttpResponse:
    """Out of this business."""
    member = _member(request.business, pk)
    try:
        remove_member(business=request.business, member=member, now=request.now, by=who(request))
    except Refusal as refused:
        return _page(request, refused_pk=pk, problem=str(refused))
    toast(request, f"{member.user.email} n’entre plus ici.")
    return redirect("/" if member.user_id == request.user.pk else "settings_team")


@owner_page
@never_cache
@require_POST
def link(request: ShopRequest, pk: int) -> HttpResponse:
    """Another link, for somebody who has never entered."""
    member = _member(request.business, pk)
    if not _is_newcomer(member):
        return _page(
            request, refused_pk=pk, problem="Cette personne entre déjà seule, par code ou mot de passe."
        )
    return _page(request, invited=member, link=_link(member, request))


def _is_newcomer(member: Member) -> bool:
    """Never entered, works nowhere else: a link for anybody else would open somebody's account."""
    user = member.user
    alone = not Member.objects.filter(user=user).exclude(pk=member.pk).exists()
    return alone and user.last_login is None and not user.has_usable_password()


def _link(member: Member, request: ShopRequest) -> str:
    token = make_login_link(member.user, request.now, _INVITED)
    return settings.BASE_URL + reverse("entry", args=[token])


def _members(business: Business):  # type: ignore[no-untyped-def]
    return Member.objects.filter(business=business).select_related("user")


def _member(business: Business, pk: int) -> Member:
    found = _members(business).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: ShopRequest,
    *,
    invited: Member | None = None,
    link: str = "",
    problem: str = "",
    typed: str = "",
    refused_pk: int = 0,
) -> HttpResponse:
    context = {
        "members": _members(request.business).order_by("created_at", "pk"),
        "roles": ROLES,
        "invited": invited,
        "link": link,
        "problem": problem,
        "typed": typed,
        "refused_pk": refused_pk,
    }
    return render(request, "preferences/team.html", context, status=422 if problem else 200)
