"""Where the rows about one customer are: every table that leads to them, found by its links, none named by hand.

A table added tomorrow is exported tomorrow. The way taken is the shortest one.
"""

from collections.abc import Mapping
from functools import cache
from typing import cast

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from kaye.records.models import Customer
from kaye.records.models.owned import Owned

_SECRET = (
    "token",
    "sealed",
    "hash",
    "search",
    "sha256",
    "code_",
)  # of links and keys: nothing about the person


@cache
def ways() -> Mapping[type[Owned], str]:
    """The look-up from each table to its customer: « customer », « message__customer »… Customer itself is « pk »."""
    found: dict[type[Owned], str] = {Customer: "pk"}
    tables = [model for model in apps.get_app_config("records").get_models() if issubclass(model, Owned)]
    frontier: list[type[Owned]] = [Customer]
    while frontier:
        reached: list[type[Owned]] = []
        for model in tables:
            if model in found:
                continue
            link = next((each for each in _links(model) if each.related_model in frontier), None)
            if link is not None:
                onward = found[cast(type[Owned], link.related_model)]
                found[model] = link.name if onward == "pk" else f"{link.name}__{onward}"
                reached.append(model)
        frontier = reached
    return found


def _links(model: type[Owned]) -> list[models.ForeignKey]:
    """Those named « customer » first, then those that a row cannot be without: they say whose it is."""
    links = [each for each in model._meta.get_fields() if isinstance(each, models.ForeignKey)]
    return sorted(links, key=lambda each: (each.name != "customer", each.null))


def rows_about(customer: Customer, model: type[Owned]) -> QuerySet[Owned]:
    """The rows of this table about this customer, in order."""
    rows: QuerySet[Owned] = model.objects.filter(business=customer.business, **{ways()[model]: customer.pk})
    return rows.order_by("pk")


def said_columns(model: type[Owned]) -> list[str]:
    """The columns that say something: no bytes, no secret, no business."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if field.name != "business"
        and not isinstance(field, models.BinaryField)
        and not field.name.startswith(_SECRET)
        and not field.name.endswith(("_hash", "_sealed"))
    ]
