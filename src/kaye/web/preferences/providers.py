"""« Paiements en ligne »: the providers, each with its guide and its keys, and what is to be looked at."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaye.actions.configure_payment_provider import (
    ProviderState,
    configure_payment_provider,
    forget_payment_provider,
    provider_settings,
    provider_states,
)
from kaye.actions.look_at_online_payment import look_at_online_payment
from kaye.actions.refusal import FieldRefusal, Refusal
from kaye.payments.registry import provider
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import ProviderPayment
from kaye.records.queries.online import online_questions
from kaye.rules.french import day_text
from kaye.rules.money import format_money
from kaye.web.access import ShopRequest, owner_page
from kaye.web.preferences.channel_form import ChannelForm
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_ASKED = {
    "differs": "L’argent reçu ne correspond pas à ce qui était demandé : rien n’a été noté.",
    "silent": "Le prestataire n’a jamais répondu : regardez chez lui si l’argent est arrivé.",
    "twice": "Payé deux fois : le trop-perçu est gardé au crédit du client, ou à lui rendre.",
    "refunded": "Le prestataire a rendu l’argent : si ce n’est pas vous, regardez pourquoi.",
    "disputed": "Le client conteste ce paiement auprès de sa banque : répondez chez le prestataire.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One payment to look at, in words."""

    payment: ProviderPayment
    label: str
    amount: str
    day: str
    words: str


@owner_page
@require_GET
def provider_list(request: ShopRequest) -> HttpResponse:
    context = {"states": provider_states(request.business), "questions": _questions(request)}
    return render(request, "preferences/providers.html", context)


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: ShopRequest, name: str) -> HttpResponse:
    """GET: guide, keys without the secret ones, the address to copy. POST: sealed."""
    state = _state(request, name)
    posted = request.POST if request.method == "POST" else None
    form = ChannelForm(posted, state.provider, provider_settings(request.business, name))
    if posted is not None and form.is_valid():
        try:
            configure_payment_provider(
                business=request.business, name=name, values=form.values(), now=request.now, by=who(request)
            )
        except FieldRefusal as refused:
            form.add_error(refused.field, str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            toast(
                request,
                f"{state.provider.label} : réglages enregistrés. Copiez maintenant son adresse d’avis.",
            )
            return redirect("settings_provider", name)
    context = {"state": state, "provider": state.provider, "form": form}
    return render(request, "preferences/provider.html", context, status=422 if form.errors else 200)


@owner_page
@require_POST
def forget(request: ShopRequest, name: str) -> HttpResponse:
    """Keys and address are erased."""
    state = _state(request, name)
    forget_payment_provider(business=request.business, name=name, now=request.now, by=who(request))
    toast(request, f"{state.provider.label} : réglages effacés.")
    return redirect("settings_providers")


@owner_page
@require_POST
def seen(request: ShopRequest) -> HttpResponse:
    """« Vu »: nothing more is asked about this payment."""
    number = request.POST.get("paiement", "")
    try:
        look_at_online_payment(
            business=request.business,
            number=int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else 0,
            now=request.now,
            by=who(request),
        )
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, "C’est noté.")
    return redirect("settings_providers")


def _state(request: ShopRequest, name: str) -> ProviderState:
    if provider(name).retired:
        raise Http404
    for each in provider_states(request.business):
        if each.provider.name == name:
            return each
    raise Http404


def _questions(request: ShopRequest) -> list[Question]:
    code, today = currency_of(request.business).code, local_day(request.business, request.now)
    return [
        Question(
            payment=each,
            label=provider(each.provider).label,
            amount=format_money(each.amount, code),
            day=day_text(local_day(request.business, each.created_at), today),
            words=_ASKED.get(each.question, "À regarder chez le prestataire."),
        )
        for each in online_questions(request.business)
    ]
