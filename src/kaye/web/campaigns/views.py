"""The campaigns, and one of them: how far it is, and what it brought."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kaye.actions.campaigns.results import Results, results
from kaye.channels.registry import channel
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Campaign
from kaye.records.segments import kept_rules, rule_text
from kaye.rules.campaigns import ENOUGH
from kaye.web.access import ShopRequest, shop_page
from kaye.web.campaigns.found import STATES, campaign_of, latest, ways
from kaye.web.campaigns.leaving import instant_text
from kaye.web.campaigns.words import customers, number


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the result with its word and its icon."""

    number: str
    word: str
    icon: str


@shop_page
@require_GET
def campaigns(request: ShopRequest) -> HttpResponse:
    context = {
        "rows": latest(request.business),
        "has_way": bool(ways(request.business)),
        "may_change": request.member.role == "owner",
    }
    return render(request, "campaigns/list.html", context)


@shop_page
@require_GET
def campaign(request: ShopRequest, campaign: int) -> HttpResponse:
    """A draft opens in the editor for who may write it."""
    row = campaign_of(request.business, campaign)
    may_change = request.member.role == "owner"
    if row.state == "draft" and may_change:
        return redirect("scenarios_campaign_edit", row.pk)
    found, code = results(request.business, row), currency_of(request.business).code
    zone = calendar_of(request.business).zone
    context = {
        "row": row,
        "chip": STATES[row.state],
        "channel": channel(row.channel).label,
        "found": found,
        "title": _title(row, found),
        "figures": _figures(found),
        "is_compared": len(found.versions) > 1 and min(each.sent for each in found.versions) >= ENOUGH,
        "begins": instant_text(row.starts_at, zone, request.today) if row.starts_at else "",
        "rules": [rule_text(each, code) for each in kept_rules(row.rules)],
        "is_moving": row.state in ("scheduled", "running"),
        "may_change": may_change,
    }
    return render(request, "campaigns/campaign.html", context)


def _title(row: Campaign, found: Results) -> str:
    """The one thing to know."""
    if row.state == "draft":
        return "Pas encore partie"
    if row.state == "scheduled" and not found.audience:
        return "Prête à partir"
    gone = found.sent + found.uncertain
    return f"{number(gone)} parti{'s' if gone > 1 else ''} sur {number(found.audience)}"


def _figures(found: Results) -> list[Figure]:
    """Only what there is; what asks for something comes first."""
    answers = sum(each.answers for each in found.versions)
    sales = sum(each.sales for each in found.versions)
    wanted = (
        (found.uncertain, "à vérifier : parti ou non, on ne sait pas", "highlighter"),
        (answers, "ont répondu dans les 7 jours", "message-square-text"),
        (sales, "ont acheté dans les 7 jours", "hand-coins"),
        (found.refused_after, "ne veulent plus d’offres", "ban"),
        (found.bounced, "ne l’ont pas reçu : l’adresse ne marche plus", "triangle-alert"),
        (found.failed, "refusés par le service d’envoi", "triangle-alert"),
        (found.waiting, "attendent leur tour", "clock"),
        (found.skipped, "écartés", "skip-forward"),
    )
    return [Figure(customers(count), word, icon) for count, word, icon in wanted if count]
