"""A new subscription: who, then what and when."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.documents.ground import DocumentRefusal, Ground, ground, is_firm
from kaye.actions.refusal import Refusal
from kaye.actions.subscriptions.subscribe import subscribe
from kaye.records.models import Customer
from kaye.records.queries.counter import suggest_customers
from kaye.rules.documents.amounts import rate_text
from kaye.rules.documents.vat import charges_vat
from kaye.rules.rights import may
from kaye.web.access import ShopRequest, shop_page
from kaye.web.screen import posted, who
from kaye.web.sell.draft import whole
from kaye.web.shell.toasts import toast

_RARE = ("anchor_day", "billing", "first", "term_months", "tacit")


def _text(label: str, longest: int, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Il manque ce champ.",
            "max_length": f"Gardez au plus {longest} caractères.",
        },
    )


class SubscribeForm(forms.Form):
    """The file of M60 with one line; its faults come back by path."""

    label = _text("Ce qui est fourni", 500, "Par exemple : Entretien mensuel.", required=True)
    unit_price = _text("Prix", 30, required=True)
    prices = forms.ChoiceField(label="Ce prix est", choices=[("ttc", "TTC"), ("ht", "HT")])
    vat = forms.ChoiceField(label="TVA", required=False)
    every = forms.ChoiceField(
        label="Facturé",
        choices=[("month", "Chaque mois"), ("quarter", "Chaque trimestre"), ("year", "Chaque année")],
    )
    start = forms.DateField(
        label="Commence le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choisissez un jour.", "invalid": "Choisissez un jour du calendrier."},
    )
    anchor_day = forms.ChoiceField(
        label="Le jour du mois",
        required=False,
        choices=[("", "Celui du début"), *((str(n), f"Le {n}") for n in range(1, 32))],
    )
    billing = forms.ChoiceField(
        label="Facture faite",
        choices=[("advance", "Au début de la période"), ("arrears", "À la fin de la période")],
    )
    first = forms.ChoiceField(
        label="Première période, si elle est plus courte",
        choices=[("prorate", "Au prorata des jours"), ("full", "En entier"), ("free", "Offerte")],
    )
    term_months = _text("Durée de l’engagement, en mois", 3, "Vide : sans engagement.")
    tacit = forms.BooleanField(label="Reconduction tacite", required=False)
    auto = forms.BooleanField(label="Les factures partent toutes seules", required=False)

    def __init__(self, data: Any, land: Ground, customer: Customer, today: object) -> None:
        known = {
            "start": today,
            "auto": True,
            "prices": "ht" if is_firm(customer) else "ttc",
            "vat": f"{land.taxes.vat.normal.normalize():f}",
        }
        super().__init__(data, initial=known)
        if charges_vat(land.taxes.vat, land.papers.regime):
            rates = sorted({*land.taxes.vat.rates, land.taxes.vat.normal}, reverse=True)
            self.fields["vat"].choices = [  # type: ignore[attr-defined]
                *((f"{rate.normalize():f}", rate_text(rate)) for rate in rates),
                ("0", rate_text(rates[0] * 0)),
            ]
        else:
            del self.fields["vat"]
            del self.fields["prices"]

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in _RARE]

    def rare_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in _RARE]

    def rare_errors(self) -> bool:
        return any(name in self.errors for name in _RARE)

    def asked(self) -> dict[str, Any]:
        said = self.cleaned_data
        line = {"label": said["label"], "unit_price": said["unit_price"], "vat": said.get("vat", "")}
        found = {
            "name": said["label"],
            "prices": said.get("prices", "ttc"),
            "lines": [{key: text for key, text in line.items() if text}],
            "every": said["every"],
            "start": said["start"].isoformat(),
            "anchor_day": said["anchor_day"],
            "billing": said["billing"],
            "first": said["first"],
            "term_months": said["term_months"],
            "renewal": "tacit" if said["tacit"] else "",
        }
        return {**{key: value for key, value in found.items() if value}, "auto": said["auto"]}


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ShopRequest) -> HttpResponse:
    """Without ?client=, who is looked for first."""
    if not may(request.member.role, "subscriptions"):
        raise PermissionDenied
    business = request.business
    pk = whole(request.GET.get("client", "")) or 0
    customer = Customer.objects.filter(business=business, pk=pk).first()
    if customer is None:
        text = " ".join(request.GET.get("q", "").split())[:120]
        found = suggest_customers(business, text, 12)
        return render(request, "documents/subscribe_who.html", {"found": found, "text": text})
    form = SubscribeForm(posted(request), ground(business), customer, request.today)
    if request.method == "POST" and form.is_valid():
        try:
            made = subscribe(
                business=business, customer=customer, data=form.asked(), now=request.now, by=who(request)
            )
        except DocumentRefusal as refused:
            name = refused.path.rpartition(".")[2]
            form.add_error(name if name in form.fields else None, str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, f"{customer.name} : abonnement commencé.")
            return redirect("documents_subscription", made.pk)
    context = {"form": form, "customer": customer}
    return render(request, "documents/subscribe.html", context, status=422 if form.errors else 200)
