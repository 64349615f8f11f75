"""Everything kept about one person, for them: JSON, CSV and their files, in one archive (inbox C55)."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from kaye.actions.consent import standings
from kaye.records.about_person import rows_about, said_columns, ways
from kaye.records.journal import append
from kaye.records.models import Business, Customer
from kaye.records.models.owned import Owned
from kaye.rules.spreadsheet import plain_cell

_ENDINGS = {
    "application/pdf": "pdf", "application/xml": "xml", "image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg",
    "audio/ogg": "ogg", "audio/mpeg": "mp3", "video/mp4": "mp4", "text/plain": "txt",
}  # fmt: skip
_LISEZ_MOI = """Ce dossier contient ce que « {business} » garde sur {name}, au {day}.

donnees.json   tout, table par table
csv/           les mêmes tables, à ouvrir dans un tableur
accords.json   ce que cette personne accepte ou refuse, avec la preuve
fichiers/      ses papiers et les pièces jointes de ses messages
"""


@dataclass(frozen=True, slots=True)
class PersonArchive:
    """The ZIP, and how many rows of each table are in it."""

    content: bytes
    rows: dict[str, int]
    files: int


def export_person(*, business: Business, customer: Customer, now: datetime, by: str = "") -> PersonArchive:
    """A copy for the person. The reading is one transaction; that it was made is written down."""
    stream = io.BytesIO()
    counts: dict[str, int] = {}
    files = 0
    with transaction.atomic(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        tables: dict[str, list[dict[str, Any]]] = {}
        for model in sorted(ways(), key=lambda each: each.__name__):
            rows = list(rows_about(customer, model).values(*said_columns(model)))
            if rows:
                tables[model.__name__] = rows
                counts[model.__name__] = len(rows)
                archive.writestr(f"csv/{model.__name__}.csv", _csv(rows))
        for name, content in _files(customer):
            archive.writestr(f"fichiers/{name}", content)
            files += 1
        archive.writestr("donnees.json", _json(tables))
        archive.writestr("accords.json", _json(_consents(business, customer)))
        said = _LISEZ_MOI.format(business=business.name, name=customer.name, day=now.date().isoformat())
        archive.writestr("LISEZ-MOI.txt", said)
        payload = {"rows": sum(counts.values()), "files": files}
        append(business=business, kind="person_exported", at=now, customer=customer, payload=payload, by=by)
    return PersonArchive(stream.getvalue(), counts, files)


def _files(customer: Customer) -> Iterator[tuple[str, bytes]]:
    """Columns of bytes called « content », each under the name of its table and row."""
    for model in ways():
        if not _holds_content(model):
            continue
        for row in rows_about(customer, model).iterator(chunk_size=20):
            holder = getattr(row, "file", row)
            ending = _ENDINGS.get(getattr(holder, "mime", "application/pdf"), "bin")
            yield f"{model.__name__}-{row.pk}.{ending}", bytes(row.content)  # type: ignore[attr-defined]


def _holds_content(model: type[Owned]) -> bool:
    return any(
        field.name == "content" and isinstance(field, models.BinaryField)
        for field in model._meta.concrete_fields
    )


def _consents(business: Business, customer: Customer) -> list[dict[str, Any]]:
    return [
        {
            "point": row.point.value,
            **{
                purpose: {
                    "state": each.state,
                    "at": each.said.at,
                    "how": each.said.how,
                    "words": each.said.words,
                }
                for purpose, each in row.states.items()
            },
        }
        for row in standings(business, customer)
    ]


def _csv(rows: list[dict[str, Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([plain_cell(_cell(value)) for value in row.values()] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()  # so that spreadsheets read the accents


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_cell).encode()
