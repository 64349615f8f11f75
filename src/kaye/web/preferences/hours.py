"""« Heures et délai de réponse »: when the shop answers, how fast, and what leaves by itself meanwhile."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.change_business import BusinessChange, change_business
from kaye.actions.inbox.set_hours import set_hours
from kaye.actions.refusal import Refusal
from kaye.records.calendars import opening_of
from kaye.rules.french import DAYS
from kaye.rules.hours import Hours
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_TARGETS: tuple[tuple[int, str], ...] = (
    (15, "un quart d’heure"), (30, "une demi-heure"), (60, "une heure"), (120, "deux heures"),
    (240, "une demi-journée"), (480, "une journée"), (960, "deux journées"),
)  # fmt: skip


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: ShopRequest) -> HttpResponse:
    """POST day0…day6 (« 8h-12h, 14h-17h », empty: closed), target, acknowledges, text_missed_calls."""
    business, problem = request.business, ""
    opening = opening_of(business).hours
    days = [(name, _typed(request, place, opening)) for place, name in enumerate(DAYS)]
    if request.method == "POST":
        try:
            _keep(request, days)
        except Refusal as refused:
            problem = str(refused)
        else:
            toast(request, "Heures enregistrées : les délais en cours sont recomptés.")
            return redirect("settings_hours")
    targets = _TARGETS
    if business.answer_minutes not in dict(_TARGETS):
        targets = ((business.answer_minutes, f"{business.answer_minutes} minutes"), *_TARGETS)
    context = {"days": days, "problem": problem, "targets": targets, "french": opening.french}
    return render(request, "preferences/hours.html", context, status=422 if problem else 200)


def _typed(request: ShopRequest, place: int, opening: Hours) -> str:
    if request.method == "POST":
        return request.POST.get(f"day{place}", "").strip()[:80]
    return ", ".join(f"{_hour(start)}-{_hour(end)}" for start, end in opening.week.get(place, ()))


def _keep(request: ShopRequest, days: list[tuple[str, str]]) -> None:
    text = "; ".join(f"{name} {spans}" for name, spans in days if spans)
    if not text:
        raise Refusal("Ouvrez au moins un jour : sans cela, aucun délai ne court.")
    target = request.POST.get("target", "")
    set_hours(
        business=request.business,
        now=request.now,
        hours=text,
        target=int(target) if target.isdecimal() and len(target) < 6 else None,
        by=who(request),
    )
    change = BusinessChange(
        acknowledges="acknowledges" in request.POST, text_missed_calls="text_missed_calls" in request.POST
    )
    change_business(business=request.business, change=change, now=request.now, by=who(request))


def _hour(minutes: int) -> str:
    """« 8h », « 13h30 »."""
    return f"{minutes // 60}h{minutes % 60:02d}" if minutes % 60 else f"{minutes // 60}h"
