"""Addresses given to other people's servers: one per account, named by a token that nobody can guess."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from kaye.channels.registry import names
from kaye.hooks.channels import channel_hook
from kaye.hooks.payments import payment_hook


@csrf_exempt
@login_not_required
def hook(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """A channel's folder, else a payment provider's; both answer alike when nobody lives there."""
    return channel_hook(request, name, token) if name in names() else payment_hook(request, name, token)


urlpatterns = [path("<str:name>/<str:token>/", hook, name="hook")]
