"""The member's own devices: nobody sees or touches somebody else's."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kaye.actions.refusal import Refusal
from kaye.actions.rings.devices import add_device, change_ringing, remove_device, try_device
from kaye.records.models import Device
from kaye.web.access import ShopRequest, shop_page
from kaye.web.devices.label import label_of
from kaye.web.screen import may_act, who
from kaye.web.shell.toasts import toast


@shop_page
@require_safe
def devices(request: ShopRequest) -> HttpResponse:
    rows = Device.objects.filter(business=request.business, member=request.member).order_by(
        "created_at", "id"
    )
    context = {"devices": rows, "member": request.member, "may_act": may_act(request)}
    return render(request, "devices/page.html", context)


@shop_page
@require_POST
def subscribe(request: ShopRequest) -> HttpResponse:
    """POST endpoint, p256dh, auth: what the browser answered. 204, or 422 with why."""
    asked = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    label = label_of(request.headers.get("User-Agent", ""))
    try:
        add_device(member=request.member, label=label, now=request.now, by=who(request), **asked)
    except Refusal as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    if not request.POST.get("again"):
        toast(request, "Ce téléphone sonnera pour vous.")
    return HttpResponse(status=204)


@shop_page
@require_POST
def choose(request: ShopRequest) -> HttpResponse:
    """POST details, danger: ticked or not."""
    change_ringing(
        member=request.member,
        details="details" in request.POST,
        danger="danger" in request.POST,
        now=request.now,
        by=who(request),
    )
    toast(request, "Choix enregistrés.")
    return redirect("devices")


@shop_page
@require_POST
def attempt(request: ShopRequest, device: int) -> HttpResponse:
    """One notification, now."""
    try:
        toast(request, try_device(device=_own(request, device), now=request.now))
    except Refusal as refused:
        toast(request, str(refused))
    return redirect("devices")


@shop_page
@require_POST
def remove(request: ShopRequest, device: int) -> HttpResponse:
    """It rings no more."""
    try:
        remove_device(member=request.member, device=_own(request, device), now=request.now, by=who(request))
        toast(request, "Cet appareil ne sonne plus.")
    except Refusal as refused:
        toast(request, str(refused))
    return redirect("devices")


def _own(request: ShopRequest, pk: int) -> Device:
    rows = Device.objects.filter(business=request.business, member=request.member, pk=pk)
    found = rows.select_related("member__business").first()
    if found is None:
        raise Http404
    return found
