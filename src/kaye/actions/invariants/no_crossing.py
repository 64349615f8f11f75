"""No row of one business points to a row of another (I12)."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db.models import F, ForeignKey, Model

from kaye.records.models import Business, Case, Instalment, Product, Sale, SaleLine
from kaye.records.models.owned import Owned

_SUBJECTS: dict[str, type[Owned]] = {
    "instalment": Instalment,
    "sale": Sale,
    "line": SaleLine,
    "product": Product,
}


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Every key of every model, and the subjects of the cases, whose keys are not written in the schema."""
    for model in apps.get_app_config("records").get_models():
        if not issubclass(model, Owned):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and issubclass(field.related_model, Owned):
                yield from _crossing(business, model, field.name)
    for kind, subject in _SUBJECTS.items():
        own = subject._base_manager.filter(business=business).values("pk")
        lost = Case.objects.filter(business=business, closed_at=None, subject_type=kind).exclude(
            subject_id__in=own
        )
        for pk in lost.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000):
            yield f"La relance {pk} suit une chose qui n'est pas dans cette entreprise."


def _crossing(business: Business, model: type[Model], name: str) -> Iterator[str]:
    """Both ways: ours pointing out. Theirs pointing in is theirs to tell."""
    rows = model._base_manager.filter(business=business, **{f"{name}__isnull": False})
    wrong = rows.exclude(**{f"{name}__business": F("business")}).order_by("pk")
    for pk in wrong.values_list("pk", flat=True).iterator(chunk_size=1000):
        yield f"{model._meta.object_name} {pk} : « {name} » est à une autre entreprise."
