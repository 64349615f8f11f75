"""Values that an import changed, put back when they are still the ones it wrote."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model

from kaye.actions.importing.answer import Kept
from kaye.actions.importing.directory import pieces
from kaye.records.models import ContactPoint, Customer, ImportedRow, Instalment, Product, Receivable, Sale

_MODELS: dict[str, type[Model]] = {
    "row": ImportedRow,
    "sale": Sale,
    "receivable": Receivable,
    "instalment": Instalment,
    "customer": Customer,
    "point": ContactPoint,
    "product": Product,
}
_WORDS = {
    "note": "la note",
    "promised_on": "la livraison",
    "due_on": "l'échéance",
    "amount": "le montant",
    "total": "le montant",
    "notes": "la note",
    "is_consumer": "le type",
    "stock": "le stock",
    "threshold": "le seuil d'alerte",
    "price": "le prix",
    "lifetime_days": "la durée",
}


def restore(before: Sequence[Sequence[Any]]) -> tuple[int, list[Kept], dict[str, set[int]]]:
    """(how many values, those that stay because they changed again, ids touched by model).

    `before`: [model, id, field, old, new], in the order they were written.
    """
    by_model: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for each in reversed(before):
        by_model[each[0]].append(each)
    count, kept, touched = 0, [], {}
    for name, changes in by_model.items():
        touched[name] = {change[1] for change in changes}
        rows: dict[int, Any] = {}
        for some in pieces(touched[name]):
            rows.update({row.pk: row for row in _MODELS[name]._default_manager.filter(pk__in=some)})
        for _, pk, field, old, new in changes:
            row = rows.get(pk)
            if row is None:
                continue
            if _plain(getattr(row, field)) == new and _may(row, field, old):
                setattr(row, field, _typed(row, field, old))
                count += name != "row"
            elif field in _WORDS:
                kept.append(Kept(0, str(getattr(row, "name", "")), f"{_WORDS[field]} a changé depuis"))
        fields = sorted({change[2] for change in changes})
        _MODELS[name]._default_manager.bulk_update(rows.values(), fields, batch_size=200)
    return count, kept, touched


def _may(row: Any, field: str, old: Any) -> bool:
    """A debt never goes below what was paid on it."""
    return not (isinstance(row, Instalment) and field == "amount" and row.paid > old)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(row: Any, field: str, value: Any) -> Any:
    return row._meta.get_field(field).to_python(value) if value is not None else None
