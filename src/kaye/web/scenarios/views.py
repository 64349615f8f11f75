"""The scenarios in words, and one of them open for change."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kaye.actions.change_scenario import checked
from kaye.actions.engine import engine
from kaye.actions.refusal import Refusal
from kaye.records.calendars import calendar_of
from kaye.records.models import ScenarioVersion
from kaye.records.queries.scenarios import (
    OpenCases,
    current_versions,
    open_case,
    open_cases_seen,
    version_ids,
    versions_of,
)
from kaye.rules.scenario import Scenario, parse_scenario, scenario_data, step_data
from kaye.rules.titles import SCENARIO_ORDER, scenario_short, scenario_title
from kaye.web.scenarios.access import is_owner, owners_screen
from kaye.web.scenarios.cases import Shown, choices_of, shown_case, with_scenario
from kaye.web.scenarios.draft import Draft, read_draft
from kaye.web.scenarios.rows import describe, rows_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario of the list. `count`: open cases seen; `at_least`: there may be more."""

    key: str
    title: str
    number: int
    steps: tuple[tuple[str, str, str], ...]
    count: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    word: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the last versions, in the margin of the editor."""

    number: int
    on: date
    is_current: bool
    steps: int


@require_GET
@owners_screen
def scenarios(request: HttpRequest) -> HttpResponse:
    """Every scenario, the ones in use first, with its steps in words."""
    business = request.business  # type: ignore[attr-defined]
    seen = open_cases_seen(business)
    keys = version_ids(business)
    counts: dict[str, int] = {}
    for version, count in seen.by_version().items():
        counts[keys.get(version, "")] = counts.get(keys.get(version, ""), 0) + count
    found = [_listed(v, counts.get(v.key, 0), seen.more) for v in _in_order(current_versions(business))]
    used = [each for each in found if each.count]
    return render(
        request,
        "scenarios/list.html",
        {"used": used, "unused": [each for each in found if not each.count], "may_change": is_owner(request)},
    )


@require_GET
@owners_screen
def scenario(request: HttpRequest, key: str) -> HttpResponse:
    """One scenario with the dates of a real case (?dossier=), one step open (?etape=)."""
    page = _page(request, key, request.GET.get("dossier", ""))
    if request.GET.get("dossier", "").strip() and page.shown.case_id is None:
        raise Http404
    return _shown(request, page, Draft(page.current.steps, request.GET.get("etape", "")))


@require_POST
@owners_screen
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The form as it stands after one button, with its dates. Nothing is stored."""
    page = _page(request, key, request.POST.get("dossier", ""))
    return _shown(request, page, read_draft(request.POST, page.current))


@dataclass(frozen=True, slots=True)
class _Page:
    versions: tuple[ScenarioVersion, ...]
    version: ScenarioVersion
    current: Scenario
    seen: OpenCases
    shown: Shown


def refused_draft(request: HttpRequest, key: str, why: str) -> HttpResponse:
    """The editor with the same steps and the reason why they could not be kept (422)."""
    page = _page(request, key, request.POST.get("dossier", ""))
    return _shown(request, page, read_draft(request.POST, page.current), why)


def _page(request: HttpRequest, key: str, dossier: str) -> _Page:
    business = request.business  # type: ignore[attr-defined]
    versions = versions_of(business, key)
    version = next((v for v in versions if v.is_current), None)
    if version is None:
        raise Http404
    current = parse_scenario(key, version.data)
    seen = open_cases_seen(business)
    own = frozenset(v.pk for v in versions)
    if dossier.strip():
        chosen = open_case(business, key, int(dossier)) if dossier.strip().isdecimal() else None
    else:
        chosen = next(iter(choices_of(seen.cases, own, 1)), None)
    request.ready = engine(business)  # type: ignore[attr-defined]
    shown = shown_case(business, request.ready, current, chosen, request.now)  # type: ignore[attr-defined]
    return _Page(tuple(versions), version, current, seen, shown)


def _shown(request: HttpRequest, page: _Page, held: Draft, why: str = "") -> HttpResponse:
    scenario = replace(page.current, steps=held.steps)
    why = why or _refusal(scenario, page)
    shown = with_scenario(page.shown, scenario)
    ready = request.ready  # type: ignore[attr-defined]
    rows = rows_of(shown, scenario, ready, request.today, held.open) if scenario.steps else []  # type: ignore[attr-defined]
    own = frozenset(v.pk for v in page.versions)
    counts = page.seen.by_version()
    on_older = sum(counts.get(v.pk, 0) for v in page.versions if not v.is_current)
    context = {
        "key": page.version.key,
        "page_title": scenario_title(page.version.key),
        "version": page.version,
        "next_number": page.versions[0].number + 1,
        "rows": rows,
        "open": held.open,
        "shown": shown,
        "choices": choices_of(page.seen.cases, own),
        "tabs": tabs(page, request),
        "is_changed": scenario_data(scenario) != scenario_data(page.current),
        "why": why,
        "on_current": counts.get(page.version.pk, 0),
        "on_older": on_older,
        "open_count": on_older + counts.get(page.version.pk, 0),
        "at_least": page.seen.more,
        "versions": _recent(page, request),
        "may_change": is_owner(request),
        "currency": ready.facts.currency,
    }
    status = 422 if why and request.method == "POST" and "do" not in request.POST else 200
    return render(request, "scenarios/editor.html", context, status=status)


def _recent(page: _Page, request: HttpRequest) -> list[Recent]:
    calendar = calendar_of(request.business)  # type: ignore[attr-defined]
    return [
        Recent(v.number, calendar.today(v.created_at), v.is_current, len(v.data["steps"]))
        for v in page.versions[:3]
    ]


def tabs(page: _Page, request: HttpRequest) -> list[Tab]:
    versions = _in_order(current_versions(request.business))  # type: ignore[attr-defined]
    return [Tab(v.key, scenario_short(v.key), v.key == page.version.key) for v in versions]


def _refusal(scenario: Scenario, page: _Page) -> str:
    """Why these steps could not be kept as they are, "" when they can."""
    try:
        checked({**page.version.data, "steps": [step_data(step) for step in scenario.steps]}, scenario.key)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _in_order(versions: list[ScenarioVersion]) -> list[ScenarioVersion]:
    place = {key: n for n, key in enumerate(SCENARIO_ORDER)}
    return sorted(versions, key=lambda v: (place.get(v.key, len(place)), v.key))


def _listed(version: ScenarioVersion, count: int, more: bool) -> Listed:
    steps = tuple(describe(parse_scenario(version.key, version.data)))
    return Listed(version.key, scenario_title(version.key), version.number, steps, count, more)
