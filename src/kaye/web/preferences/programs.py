"""« Programmes »: keys of the API, and addresses told of what happens. A secret is shown once, then never."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.api_key import make_key, revoke_key
from kaye.actions.refusal import Refusal
from kaye.actions.webhooks.endpoint import add_endpoint, remove_endpoint
from kaye.records.models import ApiKey, WebhookEndpoint
from kaye.rules.scopes import RESOURCES
from kaye.rules.telling import PUBLIC
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_RESOURCES = {
    "customers": "Clients",
    "products": "Articles",
    "sales": "Ventes",
    "orders": "Commandes",
    "quotes": "Devis",
    "invoices": "Factures",
    "credit-notes": "Avoirs",
    "payments": "Paiements",
    "plans": "Échéanciers",
    "subscriptions": "Abonnements",
    "followups": "Relances",
    "webhooks": "Adresses d’avis",
}
_ROLES = (("owner", "Propriétaire"), ("staff", "Équipe"), ("readonly", "Lecture seule"))
_SHOWN = 50


class KeyForm(forms.Form):
    """What a program may read or change."""

    name = forms.CharField(
        label="Nom du programme",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Donnez un nom.", "max_length": "Gardez au plus 80 caractères."},
    )
    role = forms.ChoiceField(
        label="Il peut ce que peut", choices=_ROLES, help_text="Un avoir ou un remboursement : propriétaire."
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for each in RESOURCES:
            self.fields[each] = forms.ChoiceField(
                label=_RESOURCES.get(each, each),
                required=False,
                choices=[("", "Rien"), ("read", "Lire"), ("write", "Lire et changer")],
            )

    def scopes(self) -> list[str]:
        said = self.cleaned_data
        return [f"{each}:{said[each]}" for each in RESOURCES if said[each]]

    def first_fields(self) -> list[forms.BoundField]:
        return [self["name"], self["role"]]

    def scope_fields(self) -> list[forms.BoundField]:
        return [self[each] for each in RESOURCES]


class EndpointForm(forms.Form):
    """Where to tell what happens."""

    url = forms.CharField(
        label="Adresse",
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text="Commence par https://",
        error_messages={"required": "Écrivez l’adresse.", "max_length": "Gardez au plus 500 caractères."},
    )
    kinds = forms.MultipleChoiceField(
        label="Ce qui lui est dit",
        required=False,
        choices=[(each, each) for each in PUBLIC],
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : tout.",
    )


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def programs(request: ShopRequest) -> HttpResponse:
    """GET: keys and addresses. POST do=key or do=endpoint: the secret is in this answer and nowhere else."""
    key_form, endpoint_form, shown = KeyForm(), EndpointForm(), None
    wanted = request.POST.get("do") if request.method == "POST" else None
    if wanted == "key":
        key_form = KeyForm(request.POST)
        shown = _make_key(request, key_form) if key_form.is_valid() else None
        key_form = KeyForm() if shown else key_form
    elif wanted == "endpoint":
        endpoint_form = EndpointForm(request.POST)
        shown = _add_endpoint(request, endpoint_form) if endpoint_form.is_valid() else None
        endpoint_form = EndpointForm() if shown else endpoint_form
    elif wanted is not None:
        raise Http404
    business = request.business
    context = {
        "keys": ApiKey.objects.filter(business=business, revoked_at=None).order_by("-pk")[:_SHOWN],
        "endpoints": WebhookEndpoint.objects.filter(business=business, stopped_at=None).order_by("-pk"),
        "key_form": key_form,
        "endpoint_form": endpoint_form,
        "shown": shown,
    }
    refused = wanted is not None and shown is None
    answer = render(request, "preferences/programs.html", context, status=422 if refused else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@owner_page
@require_POST
def revoke(request: ShopRequest, key: int) -> HttpResponse:
    row = ApiKey.objects.filter(business=request.business, pk=key).first()
    if row is None:
        raise Http404
    revoke_key(business=request.business, key=row, now=request.now, by=who(request))
    toast(request, f"« {row.name} » n’ouvre plus rien.")
    return redirect("settings_programs")


@owner_page
@require_POST
def remove(request: ShopRequest, endpoint: int) -> HttpResponse:
    row = WebhookEndpoint.objects.filter(business=request.business, pk=endpoint).first()
    if row is None:
        raise Http404
    remove_endpoint(business=request.business, endpoint=row, now=request.now, by=who(request))
    toast(request, "Plus rien n’est envoyé à cette adresse.")
    return redirect("settings_programs")


def _make_key(request: ShopRequest, form: KeyForm) -> dict[str, str] | None:
    said = form.cleaned_data
    try:
        row, token = make_key(
            business=request.business,
            name=said["name"],
            scopes=form.scopes(),
            role=said["role"],
            now=request.now,
            by=who(request),
        )
    except Refusal as refused:
        form.add_error(None, str(refused))
        return None
    return {"title": f"La clé de « {row.name} »", "secret": token}


def _add_endpoint(request: ShopRequest, form: EndpointForm) -> dict[str, str] | None:
    said = form.cleaned_data
    try:
        row, secret = add_endpoint(
            business=request.business, url=said["url"], kinds=said["kinds"], now=request.now, by=who(request)
        )
    except Refusal as refused:
        form.add_error("url", str(refused))
        return None
    return {"title": f"Le secret qui signe ce que reçoit {row.url}", "secret": secret}
