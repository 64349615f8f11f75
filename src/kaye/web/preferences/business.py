"""« Entreprise »: what texts say of it, how it pays, its days off, its morning list."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.change_business import INSTALMENTS, LIST_MOST, BusinessChange, change_business
from kaye.actions.refusal import FieldRefusal
from kaye.countries.pack import pack
from kaye.records.models import Business
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_TEXTS = (
    ("name", "Nom de l’entreprise", "", 120),
    ("signatory", "Qui signe les messages", "Vide : le nom de l’entreprise.", 120),
    ("phone", "Téléphone", "Écrit dans les messages, pour qu’on vous rappelle.", 32),
    ("email", "Adresse e-mail", "Les réponses des clients y arrivent.", 254),
    ("address", "Adresse", "", 300),
    ("place", "Lieu de livraison ou de rendez-vous", "", 120),
    ("payment_means", "Comment vous payer", "Par exemple : Orange Money 6 99 00 11 22.", 200),
    ("payment_link", "Lien de paiement", "Commence par https://", 200),
    ("supplier", "Votre fournisseur", "Cité quand le stock est bas.", 120),
)


class BusinessForm(forms.Form):
    """What `change_business` takes; the customary days of the country as switches."""

    def __init__(self, data: Any, business: Business) -> None:
        super().__init__(data)
        for name, label, help_text, longest in _TEXTS:
            self.fields[name] = forms.CharField(
                label=label, help_text=help_text, max_length=longest, required=False
            )
            self.initial[name] = getattr(business, name)
        self._add_choices(business)
        self.customary = tuple(rule.name for rule in pack(business.country).customary)
        kept = business.holidays_on.split(",")
        for index, day in enumerate(self.customary):
            self.fields[f"day{index}"] = forms.BooleanField(label=day, required=False)
            self.initial[f"day{index}"] = day in kept

    def _add_choices(self, business: Business) -> None:
        times = [("0", "Non"), *((str(n), f"En {n} fois") for n in range(INSTALMENTS[0], INSTALMENTS[1] + 1))]
        self.fields["instalments_offered"] = forms.ChoiceField(
            label="Proposer de payer en plusieurs fois", choices=times
        )
        self.initial["instalments_offered"] = str(business.instalments_offered or 0)
        sizes = [(str(n), f"{n} relance{'s' if n > 1 else ''}") for n in range(1, LIST_MOST + 1)]
        self.fields["list_max"] = forms.ChoiceField(label="La liste du matin montre au plus", choices=sizes)
        self.initial["list_max"] = str(business.list_max)

    def change(self) -> BusinessChange:
        said = self.cleaned_data
        return BusinessChange(
            **{name: said[name] for name, *_ in _TEXTS},
            instalments_offered=int(said["instalments_offered"]),
            list_max=int(said["list_max"]),
            holidays_on=[day for index, day in enumerate(self.customary) if said[f"day{index}"]],
        )

    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("day")]

    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("day")]


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def business(request: ShopRequest) -> HttpResponse:
    """GET: the form. POST: written, or each refusal under its field."""
    form = BusinessForm(request.POST if request.method == "POST" else None, request.business)
    if request.method == "POST" and form.is_valid():
        try:
            change_business(business=request.business, change=form.change(), now=request.now, by=who(request))
        except FieldRefusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            toast(request, "Réglages enregistrés.")
            return redirect("settings_business")
    country = pack(request.business.country).name
    return render(
        request,
        "preferences/business.html",
        {"form": form, "country": country},
        status=422 if form.errors else 200,
    )
