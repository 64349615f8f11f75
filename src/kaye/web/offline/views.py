"""The service worker, the page for no network, the acts that come back with it."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaye.actions.offline.apply import apply_offline, drop_act, keep_act
from kaye.actions.refusal import Refusal
from kaye.records.models import OfflineAct
from kaye.web.access import ShopRequest, shop_page
from kaye.web.offline.reading import LONGEST, Unreadable, read_acts
from kaye.web.screen import who
from kaye.web.shell.place import place_of
from kaye.web.shell.toasts import toast

_STATIC = Path(__file__).parent.parent / "static"
_PARTS = ("queue.js", "worker.js")
# What the pages kept on a phone need to look and work as they do.
_SHELL = (
    "kaye.css", "kaye.js", "turns.js", "sell.js", "queue.js", "phone.js", "vendor/htmx-4.0.1.min.js",
    "kaye.webmanifest", "icons/icon.svg", "icons/icon-192.png",
)  # fmt: skip


@login_not_required
@require_safe
def worker(request: ShopRequest) -> HttpResponse:
    """One script at the root: its folder is what it may serve. Another content is another version."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: ShopRequest) -> HttpResponse:
    """GET: the page shown where nothing was kept. POST: acts made without a network, as JSON."""
    if request.method != "POST":
        return render(request, "offline.html")
    if not request.user.is_authenticated or request.business is None:
        return JsonResponse({"why": "login"}, status=401)
    return _receive(request)


@shop_page
def _receive(request: ShopRequest) -> HttpResponse:
    """{acts: [{uuid, state, answer}]}; 409 when they were made by somebody else, or in another shop."""
    if len(request.body) > LONGEST:
        return JsonResponse({"why": "too long"}, status=413)
    try:
        place, acts = read_acts(request.body)
    except Unreadable as fault:
        return JsonResponse({"why": str(fault)}, status=400)
    if place != place_of(request.member):
        return JsonResponse({"why": "place"}, status=409)
    told = apply_offline(
        business=request.business, member=request.member, acts=acts, now=request.now, by=who(request)
    )
    return JsonResponse({"acts": [{"uuid": x.uuid, "state": x.state, "answer": x.answer} for x in told]})


@never_cache
@shop_page
@require_POST
def settle(request: ShopRequest, act: int) -> HttpResponse:
    """POST keep=1 writes an act that waits for a look, keep=0 drops it."""
    row = OfflineAct.objects.filter(business=request.business, pk=act, state="to_check").first()
    if row is None:
        raise Http404
    try:
        if request.POST.get("keep") == "1":
            told = keep_act(business=request.business, row=row, now=request.now, by=who(request))
            said = "Noté." if told.state == "applied" else told.answer
            toast(request, f"{said[:1].upper()}{said[1:]}")
        else:
            drop_act(business=request.business, row=row, now=request.now, by=who(request))
            toast(request, "Écarté : rien n’est noté.")
    except Refusal as refused:
        toast(request, str(refused))
    return HttpResponseRedirect("/")


def _worker() -> str:
    """In development the files are read again each time."""
    return _written.__wrapped__() if settings.DEBUG else _written()


@cache
def _written() -> str:
    version = hashlib.sha256()
    for name in (*_SHELL, *_PARTS):
        version.update((_STATIC / name).read_bytes())
    shell = [static(name) for name in _SHELL]
    head = f"const VERSION = {json.dumps(version.hexdigest()[:16])};\nconst SHELL = {json.dumps(shell)};\n"
    return head + "\n".join((_STATIC / name).read_text() for name in _PARTS)
