"""Three steps, each can be skipped: the shop, one way to write, the first line of the notebook."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kaye.actions.change_business import BusinessChange, change_business
from kaye.actions.open_business import open_business
from kaye.actions.refusal import FieldRefusal, Refusal
from kaye.web.access import ShopRequest, owner_page, shop_page
from kaye.web.clock import now
from kaye.web.middleware import SESSION_KEY
from kaye.web.preferences.channels import channel_rows
from kaye.web.preferences.shops import ShopForm
from kaye.web.screen import who
from kaye.web.shell.menu import page_url


class PhoneForm(forms.Form):
    """The number written in the messages."""

    phone = forms.CharField(
        label="Votre numéro WhatsApp",
        required=False,
        max_length=32,
        help_text="Il est écrit dans vos messages, pour qu’on vous réponde.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel", "autocomplete": "tel"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def shop(request: HttpRequest) -> HttpResponse:
    """Step 1: a name and a country. A person who has a shop goes on to the next step."""
    if getattr(request, "business", None) is not None:
        return redirect("firstrun_writing")
    form = ShopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_business(
                name=form.cleaned_data["name"],
                country=form.cleaned_data["country"],
                email=request.user.email,  # type: ignore[union-attr]
                now=now(),
            )
        except Refusal as refused:
            form.add_error("name", str(refused))
        else:
            request.session[SESSION_KEY] = opened.pk
            return redirect("firstrun_writing")
    return render(request, "firstrun/shop.html", {"form": form}, status=422 if form.errors else 200)


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: ShopRequest) -> HttpResponse:
    """Step 2: a number, or a channel to set up."""
    form = PhoneForm(
        request.POST if request.method == "POST" else None, initial={"phone": request.business.phone}
    )
    if request.method == "POST" and form.is_valid():
        change = BusinessChange(phone=form.cleaned_data["phone"])
        try:
            change_business(business=request.business, change=change, now=request.now, by=who(request))
        except FieldRefusal as refused:
            form.add_error("phone", str(refused))
        else:
            return redirect("firstrun_notebook")
    to_set_up = [row for row in channel_rows(request.business) if row.channel.capabilities.needs_config]
    context = {"form": form, "to_set_up": to_set_up}
    return render(request, "firstrun/writing.html", context, status=422 if form.errors else 200)


@shop_page
@require_GET
def notebook(request: ShopRequest) -> HttpResponse:
    """Step 3: the first sale, or the file at hand."""
    return render(request, "firstrun/notebook.html", {"imports_url": page_url("imports")})
