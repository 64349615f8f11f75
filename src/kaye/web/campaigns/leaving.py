"""When a campaign leaves, and how it stops: one look at what will happen, then it can be taken back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.campaigns.control import resume_campaign, start_campaign, stop_campaign
from kaye.actions.campaigns.plan import kinds_of
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Campaign
from kaye.records.queries.audience import reached
from kaye.records.segments import kept_rules, rule_text
from kaye.rules.campaigns import leaving
from kaye.web.access import ShopRequest, owner_page
from kaye.web.campaigns.found import campaign_of
from kaye.web.campaigns.words import customers, hours, left_out, number
from kaye.web.dates import day_text, hour_text
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, or a day and an hour as typed. `at`: the instant, None when it cannot be read."""

    is_later: bool
    day: str
    hour: str
    at: datetime | None
    problem: str = ""


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: ShopRequest, campaign: int) -> HttpResponse:
    """How many, from when to when, at what pace. POST with do=look shows it again, else the campaign leaves."""
    row = campaign_of(request.business, campaign)
    if row.state != "draft":
        return redirect("scenarios_campaign", row.pk)
    moment = _moment(request)
    if request.method != "POST" or request.POST.get("do") == "look" or moment.problem:
        return _page(request, row, moment)
    try:
        start_campaign(
            business=request.business, campaign=row, now=request.now, at=moment.at, by=who(request)
        )
    except Refusal as refused:
        return _page(request, row, moment, str(refused))
    undo = reverse("scenarios_campaign_stopped", args=[row.pk])
    words = "La campagne commence." if not moment.is_later else "La campagne est prévue."
    toast(request, words, undo)
    return redirect("scenarios_campaign", row.pk)


@owner_page
@require_POST
def stopped(request: ShopRequest, campaign: int) -> HttpResponse:
    row = campaign_of(request.business, campaign)
    try:
        stop_campaign(business=request.business, campaign=row, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        undo = reverse("scenarios_campaign_resumed", args=[row.pk])
        toast(request, "La campagne est arrêtée : plus rien ne part.", undo)
    return redirect("scenarios_campaign", row.pk)


@owner_page
@require_POST
def resumed(request: ShopRequest, campaign: int) -> HttpResponse:
    row = campaign_of(request.business, campaign)
    try:
        resume_campaign(business=request.business, campaign=row, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        undo = reverse("scenarios_campaign_stopped", args=[row.pk])
        toast(request, "La campagne reprend avec ceux qui restent.", undo)
    return redirect("scenarios_campaign", row.pk)


def _moment(request: ShopRequest) -> Moment:
    if request.POST.get("when") != "later":
        return Moment(False, request.today.isoformat(), "09:00", request.now)
    day, hour = request.POST.get("day", "")[:10], request.POST.get("hour", "")[:5]
    try:
        at = calendar_of(request.business).local(date.fromisoformat(day), time.fromisoformat(hour))
    except (ValueError, OverflowError):
        return Moment(True, day, hour, None, "Écrivez un jour et une heure, par exemple le 2 juin à 9 h.")
    if at < request.now:
        return Moment(True, day, hour, None, "Ce moment est passé : choisissez plus tard, ou maintenant.")
    if at > request.now + _FURTHEST:
        return Moment(True, day, hour, None, "Choisissez un jour dans l’année qui vient.")
    return Moment(True, day, hour, at)


def _page(request: ShopRequest, row: Campaign, moment: Moment, problem: str = "") -> HttpResponse:
    business, calendar = request.business, calendar_of(request.business)
    found = reached(business, kept_rules(row.rules), kinds_of(row.channel), request.now)
    form, code = channel(row.channel).capabilities.text_form, currency_of(business).code
    span = leaving(moment.at, found.leaving, row.rate, calendar) if moment.at and found.leaving else None
    context = {
        "row": row,
        "moment": moment,
        "problem": problem or moment.problem,
        "channel": channel(row.channel).label,
        "leaving": customers(found.leaving),
        "count": found.leaving,
        "left_out": left_out(form, found.without_address, found.refused, found.not_agreed),
        "span": [instant_text(each, calendar.zone, request.today) for each in span] if span else None,
        "is_one": span is not None and (span[1] - span[0]).total_seconds() < 60,
        "hours": hours(calendar),
        "rate": number(row.rate),
        "rules": [rule_text(each, code) for each in kept_rules(row.rules)],
    }
    return render(
        request, "campaigns/departure.html", context, status=422 if problem or moment.problem else 200
    )


def instant_text(at: datetime, zone: str, today: date) -> str:
    """« mar. 26 mai à 9 h 05 »."""
    return f"{day_text(at.astimezone(ZoneInfo(zone)).date(), today)} à {hour_text(at, zone)}"
