"""The address where a provider writes to us: shown, renewed, turned off; every other setting stays."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kaye.actions.inbox.channel_account import add_channel, renew_token, turn_channel
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.rules.ports.inbound import Inbound
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@owner_page
@require_POST
def hook(request: ShopRequest, name: str) -> HttpResponse:
    """POST act: open (the address exists before the keys do), renew, off, on."""
    wanted = channel(name)
    if wanted.retired or wanted.inbound is None:
        raise Http404
    business, now, by, act = request.business, request.now, who(request), request.POST.get("act", "")
    try:
        if act == "open":
            add_channel(business=business, name=name, values={}, now=now, by=by)
            toast(request, _opened(wanted.inbound))
        elif act == "renew":
            renew_token(business=business, name=name, now=now, by=by)
            toast(request, "Nouvelle adresse : l’ancienne ne répond plus. Copiez celle-ci.")
        elif act in ("on", "off"):
            turn_channel(business=business, name=name, on=act == "on", now=now, by=by)
            toast(
                request,
                f"{wanted.label} : {'rallumé' if act == 'on' else 'éteint, rien n’arrive ni ne part'}.",
            )
    except Refusal as refused:
        toast(request, str(refused))
    return redirect("settings_channel", name)


def _opened(inbound: Inbound) -> str:
    if inbound.visitors:
        return "Formulaire allumé : copiez son lien, ou les deux lignes pour votre site."
    return "Adresse créée : copiez-la chez le prestataire."
