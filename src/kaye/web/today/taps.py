"""The taps of the morning: opened in WhatsApp, sent or not, called, skipped, approved."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaye.actions.approve import approve
from kaye.actions.finish_step import finish_step
from kaye.actions.refusal import Refusal
from kaye.actions.undo import UNDOABLE, undo
from kaye.records.calendars import calendar_of
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import return_url
from kaye.web.dates import day_text, hour_text
from kaye.web.screen import is_fragment, who
from kaye.web.shell.toasts import toast
from kaye.web.today.kept import forget, keep, kept
from kaye.web.today.morning import one_card
from kaye.web.today.views import check_own, line_of, show_morning

_COUNTED = ("sent", "called", "not_reached")  # progress of the morning


@shop_page
@require_POST
def opened(request: ShopRequest, item: str) -> HttpResponse:
    """WhatsApp was opened: the card asks « Envoyée ? », also after the browser was closed meanwhile."""
    try:
        line = line_of(request.business, item, request)
    except Refusal as refusal:
        return _after(request, str(refusal))
    now = kept(request)
    if item not in now.opened:
        now.opened.append(item)
        keep(request, now)
    if is_fragment(request):
        card = one_card(request, line, return_url(request) or "/")
        return render(request, "today/asked.html", {"card": card, "focus": True})
    return HttpResponseRedirect(return_url(request) or "/")


@shop_page
@require_POST
def done(request: ShopRequest, item: str) -> HttpResponse:
    """POST outcome=sent|not_sent|called|not_reached|skipped (or ?quoi=skipped, from the drawer)."""
    check_own(request.business, item)
    outcome = request.POST.get("outcome") or request.GET.get("quoi", "")
    if outcome == "not_sent":
        forget(request, item, done=0)
        return _after(request, "")
    words = kept(request).words.get(item)
    try:
        finished = finish_step(
            business=request.business,
            item_id=item,
            outcome=outcome,
            now=request.now,
            by=who(request),
            text=words if outcome == "sent" else None,
        )
    except Refusal as refusal:
        forget(request, item, done=0)
        return _after(request, str(refusal))
    counted = outcome in _COUNTED and finished.line.item.action != "check"
    forget(request, item, done=int(counted))
    undoable = f"step_{outcome}" in UNDOABLE and finished.line.item.action != "check"
    back = reverse("today_undo", args=[finished.event]) if undoable else ""
    said = f"{finished.line.customer.label} : {finished.said[:1].lower()}{finished.said[1:]}."
    return _after(request, said, back)


@shop_page
@require_POST
def taken_back(request: ShopRequest, event: int) -> HttpResponse:
    """« Annuler » of the toast: it is to do again."""
    try:
        said = undo(business=request.business, event_id=event, now=request.now, by=who(request))
        forget(request, "", done=-1)
    except Refusal as refusal:
        said = str(refusal)
    return _after(request, said)


@shop_page
@require_POST
def agreed(request: ShopRequest, item: str) -> HttpResponse:
    """« Je valide »: the message goes into the outbox."""
    check_own(request.business, item)
    try:
        result = approve(business=request.business, item_id=item, now=request.now, by=who(request))
    except Refusal as refusal:
        return _after(request, str(refusal))
    forget(request, item, done=1)
    name = result.line.customer.label
    if result.notice is not None:
        return _after(request, f"{name} : la lettre est prête dans sa fiche. Postez-la, puis notez l’envoi.")
    if result.leaves_at is None:
        return _after(request, f"{name} : noté, la lettre part de votre main.")
    zone = calendar_of(request.business).zone
    when = hour_text(result.leaves_at, zone)
    on = calendar_of(request.business).today(result.leaves_at)
    day = "" if on == request.today else f"{day_text(on, request.today, 'long')} "
    if result.leaves_at <= request.now:
        return _after(request, f"{name} : validé, le message part.")
    return _after(request, f"{name} : validé, le message part {day}à {when}.")


def _after(request: ShopRequest, said: str, undo: str = "") -> HttpResponse:
    """The morning again, with what was done and how to take it back."""
    if said:
        toast(request, said, undo)
    back = return_url(request)
    if is_fragment(request) and back in ("", "/"):
        return show_morning(request, focus=True)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return HttpResponseRedirect(back or "/")
