"""The versions of a scenario: keep the next one, bring one back, move the open files."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.change_scenario import ScenarioChange, change_scenario, move_cases, restore_scenario
from kaye.actions.refusal import Refusal
from kaye.records.calendars import calendar_of
from kaye.records.models import ScenarioVersion
from kaye.records.queries.scenarios import open_cases_seen, versions_of
from kaye.rules.scenario import parse_scenario, step_data
from kaye.rules.titles import scenario_title
from kaye.web.scenarios.access import is_owner, owners_screen
from kaye.web.scenarios.draft import read_draft
from kaye.web.scenarios.rows import describe
from kaye.web.scenarios.views import refused_draft
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@dataclass(frozen=True, slots=True)
class Past:
    """A version in words."""

    number: int
    on: date
    at: datetime
    is_current: bool
    count: int
    steps: tuple[tuple[str, str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@owners_screen
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """GET: every version in words. POST: keep the steps of the form as the next one."""
    found = _versions(request, key)
    if request.method == "POST":
        return _kept(request, found)
    seen = open_cases_seen(request.business)  # type: ignore[attr-defined]
    counts = seen.by_version()
    zone = calendar_of(request.business)  # type: ignore[attr-defined]
    past = []
    for v in found:
        words = tuple(describe(parse_scenario(key, v.data)))
        on = zone.today(v.created_at)
        past.append(Past(v.number, on, v.created_at, v.is_current, counts.get(v.pk, 0), words))
    context = {
        "key": key,
        "page_title": scenario_title(key),
        "past": past,
        "zone": zone.zone,
        "at_least": seen.more,
        "may_change": is_owner(request),
    }
    return render(request, "scenarios/versions.html", context)


@require_POST
@owners_screen
def restored(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Bring this version back, as the next one."""
    version = next((v for v in _versions(request, key) if v.number == number), None)
    if version is None:
        raise Http404
    try:
        done = restore_scenario(
            business=request.business,  # type: ignore[attr-defined]
            version=version,
            now=request.now,  # type: ignore[attr-defined]
            by=who(request),
        )
        toast(request, f"La version {number} est revenue, sous le numéro {done.version.number}.")
    except Refusal as refusal:
        toast(request, str(refusal))
    return HttpResponseRedirect(reverse("scenarios_scenario", args=[key]))


@require_POST
@owners_screen
def moves(request: HttpRequest, key: str) -> HttpResponse:
    """Put the open files of older versions on the one in force."""
    _versions(request, key)
    done = move_cases(
        business=request.business,  # type: ignore[attr-defined]
        key=key,
        now=request.now,  # type: ignore[attr-defined]
        by=who(request),
    )
    toast(request, _moved_words(done) or "Tous les dossiers suivent déjà cette version.")
    return HttpResponseRedirect(reverse("scenarios_scenario", args=[key]))


def _versions(request: HttpRequest, key: str) -> list[ScenarioVersion]:
    found = versions_of(request.business, key)  # type: ignore[attr-defined]
    if not any(v.is_current for v in found):
        raise Http404
    return found


def _kept(request: HttpRequest, found: list[ScenarioVersion]) -> HttpResponse:
    current = next(v for v in found if v.is_current)
    held = read_draft(request.POST, parse_scenario(current.key, current.data))
    try:
        done = change_scenario(
            business=request.business,  # type: ignore[attr-defined]
            key=current.key,
            data={"steps": [step_data(step) for step in held.steps]},
            migrate=request.POST.get("open_files") == "move",
            now=request.now,  # type: ignore[attr-defined]
            by=who(request),
        )
    except Refusal as refusal:
        return refused_draft(request, current.key, str(refusal))
    words = f"Version {done.version.number} enregistrée."
    toast(request, f"{words} {_moved_words(done)}".strip())
    return HttpResponseRedirect(reverse("scenarios_scenario", args=[current.key]))


def _moved_words(done: ScenarioChange) -> str:
    """« 11 dossiers passés à la version 4, 2 gardent la leur. »"""
    if done.staying is None or not (done.moved or done.staying):
        return ""
    moved = f"{done.moved} dossier{'s' * (done.moved > 1)} passé{'s' * (done.moved > 1)} à la version"
    words = f"{moved} {done.version.number}" if done.moved else "Aucun dossier déplacé"
    if not done.staying:
        return f"{words}."
    keep = "garde la sienne" if done.staying == 1 else "gardent la leur"
    return f"{words}, {done.staying} {keep} : une étape déjà faite n'y est plus."
