"""« Boutiques »: mine, and one more."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.open_business import open_business
from kaye.actions.refusal import Refusal
from kaye.countries.pack import codes, pack
from kaye.web.access import ShopRequest, owner_page
from kaye.web.middleware import SESSION_KEY
from kaye.web.shell.toasts import toast


class ShopForm(forms.Form):
    """A name and a country: the rest has its usual value."""

    name = forms.CharField(
        label="Nom de l’entreprise",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": "Donnez un nom à l’entreprise.",
            "max_length": "Gardez au plus 120 caractères.",
        },
    )
    country = forms.ChoiceField(
        label="Pays", help_text="Il fixe la monnaie, les jours fériés et les heures d’envoi."
    )

    def __init__(self, data: object = None, country: str = "") -> None:
        super().__init__(data)  # type: ignore[arg-type]
        choices = sorted(((code, pack(code).name) for code in codes()), key=lambda each: each[1])
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        self.initial["country"] = country


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def shops(request: ShopRequest) -> HttpResponse:
    """GET: my businesses. POST: another one, opened at once."""
    form = ShopForm(request.POST if request.method == "POST" else None, request.business.country)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_business(
                name=form.cleaned_data["name"],
                country=form.cleaned_data["country"],
                email=request.user.email,  # type: ignore[union-attr]
                now=request.now,
            )
        except Refusal as refused:
            form.add_error("name", str(refused))
        else:
            request.session[SESSION_KEY] = opened.pk
            toast(request, f"« {opened.name} » est ouverte.")
            return redirect("/")
    return render(request, "preferences/shops.html", {"form": form}, status=422 if form.errors else 200)
