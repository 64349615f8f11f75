"""Addresses of the API. A resource is one file of `api/resources/` with NAME and `router`; it is found by itself."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

import kaye.api.resources
from kaye import __version__
from kaye.api.gate import behind_the_gate
from kaye.api.problems import handle

_DESCRIPTION = (
    "Clients, ventes, devis, factures, paiements et relances d’une entreprise. Donnez une clé en tête "
    "« Authorization: Bearer kaye_… ». Les montants écrits sont en unités courantes (« 25 000 », « 1 234,56 ») ; "
    "ceux qui sont lus donnent aussi les plus petites unités."
)


class Api(NinjaAPI):
    """Its description says that refusals are `application/problem+json`."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, as OpenAPI 3.1."""
        described = super().get_openapi_schema(**options)
        for path in described["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {
                            "application/problem+json": answer["content"]["application/json"]
                        }
        return described


api = Api(
    title="Kayé",
    version=__version__,
    description=_DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    openapi_extra={
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{"key": []}],
    },
)
handle(api)
for module in sorted(iter_modules(kaye.api.resources.__path__), key=lambda each: each.name):
    found = import_module(f"kaye.api.resources.{module.name}")
    api.add_router(f"/{found.NAME}", found.router, tags=[found.NAME])


def _guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Every address behind the gate, the description too: nobody without a key learns what is here."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = behind_the_gate(pattern.callback)
        else:
            _guarded(pattern.url_patterns)
    return patterns


app_name = api.urls_namespace
urlpatterns = _guarded(list(api.urls[0]))
