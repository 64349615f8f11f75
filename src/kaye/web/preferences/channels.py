"""« Canaux »: the ways to write, in what order, each with its guide, its settings and a real test."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaye.actions.change_business import BusinessChange, change_business
from kaye.actions.configure_channel import channel_settings, configure_channel, forget_channel
from kaye.actions.engine import channel_configs
from kaye.actions.inbox.channel_account import ChannelState, channel_states, give_address
from kaye.actions.inbox.try_form import try_form
from kaye.actions.refusal import FieldRefusal, Refusal
from kaye.actions.try_channel import Tried, try_channel
from kaye.channels.registry import channel, channels, names
from kaye.countries.pack import pack
from kaye.records.models import Business, ChannelAccount
from kaye.rules.ports.channel import Channel
from kaye.web.access import ShopRequest, owner_page
from kaye.web.preferences.channel_form import ChannelForm
from kaye.web.preferences.site_form import site_form
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A way to write as listed. `state`: ready, missing or trouble. `rank` 0: not in the order of tries."""

    channel: Channel
    state: str
    words: str
    rank: int


@owner_page
@require_GET
def channel_list(request: ShopRequest) -> HttpResponse:
    return render(request, "preferences/channels.html", {"rows": channel_rows(request.business)})


@owner_page
@require_POST
def order(request: ShopRequest) -> HttpResponse:
    """« Essayer plus tôt »: one place up."""
    tried = [row.channel.name for row in channel_rows(request.business) if row.rank]
    wanted = request.POST.get("up", "")
    if wanted in tried and (place := tried.index(wanted)):
        tried[place - 1], tried[place] = tried[place], tried[place - 1]
        change_business(
            business=request.business,
            change=BusinessChange(channel_order=tried),
            now=request.now,
            by=who(request),
        )
        toast(request, "Ordre enregistré.")
    return redirect("settings_channels")


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: ShopRequest, name: str) -> HttpResponse:
    """GET: guide, settings without their secrets. POST: sealed. What rings on devices has a page of each member."""
    wanted = _channel(name)
    if wanted.capabilities.address == "device":
        return redirect("devices")
    form = ChannelForm(
        request.POST if request.method == "POST" else None, wanted, channel_settings(request.business, name)
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = configure_channel(
                business=request.business, name=name, values=form.values(), now=request.now, by=who(request)
            )
            give_address(account)
        except FieldRefusal as refused:
            form.add_error(refused.field, str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, f"{wanted.label} : réglages enregistrés. Essayez maintenant.")
            return redirect("settings_channel", name)
    return _page(request, wanted, form)


@owner_page
@require_POST
def attempt(request: ShopRequest, name: str) -> HttpResponse:
    """« Tester »: a real message to the address typed, then what the provider said."""
    wanted, address = _channel(name), request.POST.get("address", "").strip()
    form = ChannelForm(None, wanted, channel_settings(request.business, name))
    by = who(request)
    try:
        if _takes_visitors(wanted):
            tried = try_form(business=request.business, now=request.now, by=by)
        else:
            tried = try_channel(business=request.business, name=name, address=address, now=request.now, by=by)
    except Refusal as refused:
        return _page(request, wanted, form, problem=str(refused), address=address)
    return _page(request, wanted, form, tried=tried, address=address)


@owner_page
@require_POST
def forget(request: ShopRequest, name: str) -> HttpResponse:
    """The settings are erased."""
    wanted = _channel(name)
    forget_channel(business=request.business, name=name, now=request.now, by=who(request))
    toast(request, f"{wanted.label} : réglages effacés.")
    return redirect("settings_channels")


def channel_rows(business: Business) -> list[ChannelRow]:
    """Every channel found: those that are tried, in order, then the others."""
    ready = channel_configs(business)
    states = {each.channel.name: each for each in channel_states(business)}
    own = [each.strip() for each in business.channel_order.split(",") if each.strip()]
    tried = [name for name in own or pack(business.country).channel_order if name in names()]
    rows = []
    for each in channels():
        state, words = _state(each, ready, states.get(each.name))
        rows.append(ChannelRow(each, state, words, tried.index(each.name) + 1 if each.name in tried else 0))
    return sorted(rows, key=lambda row: (row.rank or 99, row.channel.label))


def _state(each: Channel, ready: dict[str, dict[str, str]], known: ChannelState | None) -> tuple[str, str]:
    if each.inbound is not None and known is not None:
        if known.state == "broken":
            return (
                "trouble",
                known.trouble or "Ses réglages ne peuvent plus être lus : enregistrez-les de nouveau.",
            )
        if known.account is not None and not known.account.is_on:
            return "missing", "Éteint : rien n’arrive ni ne part par là."
        if known.account is not None and known.state == "ok":
            return "ready", "Réglé : ce qu’on vous écrit arrive dans la boîte."
    if not each.capabilities.needs_config and each.inbound is None:
        return "ready", "Prêt, rien à régler."
    if each.name not in ready:
        return "missing", "À régler : rien n’arrive ni ne part par là."
    if known is not None and known.trouble:
        return "trouble", known.trouble
    return "ready", "Réglé, part tout seul à l’heure dite."


def _takes_visitors(wanted: Channel) -> bool:
    """The form of a site: what is copied is a page of ours, not an address for another server."""
    return wanted.inbound is not None and wanted.inbound.visitors


def _channel(name: str) -> Channel:
    found = channel(name)
    if found.retired:
        raise Http404
    return found


def _page(
    request: ShopRequest,
    wanted: Channel,
    form: ChannelForm,
    tried: Tried | None = None,
    problem: str = "",
    address: str = "",
) -> HttpResponse:
    account = ChannelAccount.objects.filter(business=request.business, channel=wanted.name).first()
    state = next(
        (each for each in channel_states(request.business) if each.channel.name == wanted.name), None
    )
    missing = {field.name: field.label for field in wanted.fields}
    context = {
        "channel": wanted,
        "state": state,
        "visitors": _takes_visitors(wanted),
        "site_form": site_form(account) if _takes_visitors(wanted) else None,
        "missing": [missing.get(each, each).lower() for each in state.missing] if state else [],
        "form": form,
        "account": account,
        "is_ready": wanted.name in channel_configs(request.business),
        "tried": tried,
        "problem": problem,
        "address": address or request.user.email or request.business.email,  # type: ignore[union-attr]
        "by_machine": bool(wanted.url_setting) and account is None,
        "base_url": settings.BASE_URL,
    }
    return render(request, "preferences/channel.html", context, status=422 if form.errors or problem else 200)
