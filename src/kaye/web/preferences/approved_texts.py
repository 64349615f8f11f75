"""« Textes à faire accepter »: what may leave once a channel's window is closed, and where each text stands."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.refusal import Refusal
from kaye.actions.templates import Offered, offer_templates, offered_texts, refresh_templates
from kaye.channels.registry import channel
from kaye.records.models import ChannelAccount
from kaye.rules.approved import fill
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_CHIPS = {
    "approved": ("paid", "check", "prêt"),
    "pending": ("plan", "hourglass", "chez Meta"),
    "rejected": ("check", "highlighter", "refusé"),
    "paused": ("check", "hand", "en pause"),
    "disabled": ("check", "ban", "fermé"),
    "changed": ("check", "highlighter", "à reproposer"),
}


@dataclass(frozen=True, slots=True)
class TextView:
    """A text as listed: its example is what a customer would read."""

    offered: Offered
    example: str
    kind: str
    icon: str
    word: str


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def approved_texts(request: ShopRequest, name: str) -> HttpResponse:
    """POST act: usual (those a business sends most), one (with text), refresh."""
    wanted = channel(name)
    account = ChannelAccount.objects.filter(business=request.business, channel=name).first()
    if wanted.templates is None:
        raise Http404
    if account is None:
        return redirect("settings_channel", name)
    problem = ""
    if request.method == "POST":
        try:
            toast(request, _act(request, account))
        except Refusal as refused:
            problem = str(refused)
        else:
            return redirect("settings_templates", name)
    texts = [_view(each) for each in offered_texts(request.business, account)]
    context = {
        "channel": wanted,
        "texts": texts,
        "first": [each for each in texts if each.offered.state or each.offered.is_usual],
        "others": [each for each in texts if not (each.offered.state or each.offered.is_usual)],
        "ready": sum(each.offered.state == "approved" for each in texts),
        "problem": problem,
    }
    return render(request, "preferences/approved_texts.html", context, status=422 if problem else 200)


def _act(request: ShopRequest, account: ChannelAccount) -> str:
    business, now, act = request.business, request.now, request.POST.get("act", "")
    if act == "refresh":
        changed = refresh_templates(business=business, account=account, now=now)
        return "Rien de nouveau chez Meta." if not changed else "Les réponses de Meta sont là."
    one = (request.POST.get("text", ""),) if act == "one" else ()
    asked = offer_templates(business=business, account=account, now=now, text_ids=one, by=who(request))
    if refused := [each for each in asked if each.state == "rejected"]:
        return f"« {refused[0].label} » : {refused[0].words}."
    return "Proposé à Meta." if len(asked) == 1 else f"{len(asked)} textes proposés à Meta."


def _view(each: Offered) -> TextView:
    kind, icon, word = _CHIPS.get(each.state, ("plan", "", ""))
    return TextView(each, fill(each.text.body, each.text.examples), kind, icon, word)
