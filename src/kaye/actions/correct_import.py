"""Before a file is written: choose its kind and columns, correct a cell, take a repeated line."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from kaye.actions.importing.source import Correction
from kaye.actions.refusal import Refusal
from kaye.imports.kinds import importers
from kaye.records.models import Business, ImportBatch

_MOST = 2_000  # corrections kept for one file: past that, the file itself is to be corrected


def correct_import(
    *,
    business: Business,
    batch: ImportBatch,
    kind: str | None = None,
    columns: Mapping[str, int] | None = None,
    corrections: Iterable[Correction] = (),
    accept_lines: Iterable[int] = (),
) -> ImportBatch:
    """Keep on the batch what the person chose; another kind forgets the columns and corrections. Raises Refusal."""
    with transaction.atomic():
        kept = ImportBatch.objects.defer("raw").select_for_update().get(business=business, pk=batch.pk)
        if kept.state != "read":
            raise Refusal("Cet import est déjà fait : importez le fichier de nouveau.")
        chosen = dict(kept.mapping)
        if kind is not None and kind != kept.kind:
            if kind not in importers():
                raise Refusal("Choisissez ce que contient le fichier.")
            kept.kind, chosen = kind, {}
        if columns is not None:
            chosen["columns"] = dict(columns)
        cells = {(line, field): text for line, field, text in chosen.get("corrections", ())}
        cells.update({(each.line, each.field): each.text for each in corrections})
        if len(cells) > _MOST:
            raise Refusal("Trop de lignes à corriger ici : corrigez le fichier, puis importez-le de nouveau.")
        chosen["corrections"] = [[line, field, text] for (line, field), text in cells.items()]
        chosen["accepted"] = sorted({*chosen.get("accepted", ()), *accept_lines})
        kept.mapping = chosen
        kept.save(update_fields=["kind", "mapping"])
    return kept
