"""Addresses: the shell's and the accounts' here, each screen's in its own `urls.py`, found by itself."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, include, path

import kaye.web
from kaye.web.shell import looks, shops, views


def _screens() -> list[URLPattern | URLResolver]:
    """The `urlpatterns` of every folder of `kaye.web` that has a `urls` module, in the order of the names."""
    found: list[URLPattern | URLResolver] = []
    for module in iter_modules(kaye.web.__path__, "kaye.web."):
        if module.ispkg and find_spec(f"{module.name}.urls"):
            found += import_module(f"{module.name}.urls").urlpatterns
    return found


urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("apparence/", looks.choose_theme, name="theme"),
    path("boutique/", shops.open_shop, name="open_shop"),
    path("plus/", views.more, name="more"),
    path("aide/", views.help_page, name="help"),
    path("_cahier/", views.components, name="components"),
    *_screens(),
    path("hooks/", include("kaye.hooks.urls")),
    path("api/v1/", include("kaye.api.urls")),
]

handler400 = "kaye.web.failures.bad_request"
handler403 = "kaye.web.failures.forbidden"
handler404 = "kaye.web.failures.not_found"
handler500 = "kaye.web.failures.broken"
