"""« Sauvegarde »: the whole base in one file, for the person who owns all that it holds."""

import tempfile
from pathlib import Path
from typing import cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaye.actions.back_up import back_up
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Member
from kaye.web.access import ShopRequest, owner_page


@owner_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: ShopRequest) -> HttpResponse:
    """GET: what it is. POST: the file; 403 in words when others share the base."""
    shared = _holds_others(request.member.user_id)
    if request.method != "POST":
        return _page(request, shared)
    if shared:
        return _page(request, shared, status=403)
    try:
        return cast(HttpResponse, _download(request))  # a stream: what the others say of it fits
    except Refusal as refused:
        return _page(request, shared, str(refused), 422)


def _holds_others(user_id: int) -> bool:
    """A backup holds every business of the base: only who owns them all may take it away."""
    own = Member.objects.filter(user_id=user_id, role="owner").values("business")
    return Business.objects.exclude(pk__in=own).exists()


def _download(request: ShopRequest) -> FileResponse:
    """The file is opened, then its name removed: nothing stays behind, even if the download stops."""
    folder = Path(tempfile.mkdtemp(prefix="kaye-"))
    path = folder / "copy"
    try:
        back_up(path)
        content = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
        folder.rmdir()
    return FileResponse(content, as_attachment=True, filename=f"kaye-{request.today.isoformat()}.sauvegarde")


def _page(request: ShopRequest, shared: bool, problem: str = "", status: int = 200) -> HttpResponse:
    return render(request, "preferences/copies.html", {"shared": shared, "problem": problem}, status=status)
