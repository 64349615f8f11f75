"""The archive of a period (M55, article 286 I-3° bis of the CGI): entries with their hashes, closings, documents."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kaye.actions.documents.ground import ground
from kaye.actions.exports.fec import fec, fec_name
from kaye.actions.exports.sales_journal import sales_journal
from kaye.actions.make_proof_file import Filed, archive
from kaye.records.calendars import calendar_of
from kaye.records.closings import verify_chain
from kaye.records.files import file_name
from kaye.records.models import Business, Closing, DocumentFile, Event

_READ_ME = """Archive des encaissements et des documents du {start} au {end}.
journal.jsonl : une écriture par ligne. « hash » = SHA-256 du JSON canonique (UTF-8, clés triées, sans espaces) de
seq, business, at, kind, payload et prev ; « prev » est le hash de l'écriture d'avant.
clotures.json : les clôtures du jour, du mois et de l'année. documents/ : les originaux.
manifest.json : taille et SHA-256 de chaque fichier. Contrôle du journal : {check}
"""


def period_archive(business: Business, start: date, end: date) -> bytes:
    """A ZIP; the same period gives the same bytes as long as nothing was added to it."""
    found = verify_chain(business)
    check = found.first_bad.reason if found.first_bad else "rien n'a été changé."
    said = _READ_ME.format(start=start.isoformat(), end=end.isoformat(), check=check)
    siren = ground(business).papers.text("siren")
    files = [
        Filed("LISEZ-MOI.txt", said.encode()),
        Filed("journal.jsonl", "".join(_events(business, start, end)).encode()),
        Filed("clotures.json", _json(list(_closings(business, start, end)))),
        Filed("journal-des-ventes.csv", sales_journal(business, start, end)),
        Filed(fec_name(siren, end), fec(business, start, end)),
        *_papers(business, start, end),
    ]
    return archive(files, end)


def _events(business: Business, start: date, end: date) -> Iterator[str]:
    zone = ZoneInfo(calendar_of(business).zone)
    first = datetime.combine(start, time(), zone)
    last = datetime.combine(end + timedelta(days=1), time(), zone)
    rows = Event.objects.filter(business=business, seq__isnull=False, at__gte=first, at__lt=last)
    for row in rows.order_by("seq").iterator(chunk_size=1000):
        said = {
            "seq": row.seq,
            "business": row.business_id,
            "at": row.at.astimezone(UTC).isoformat(),
            "kind": row.kind,
            "payload": row.payload,
            "prev": row.prev,
            "hash": row.hash,
        }
        yield json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _closings(business: Business, start: date, end: date) -> Iterator[dict[str, Any]]:
    rows = Closing.objects.filter(business=business, start__lte=end, end__gte=start)
    for row in rows.order_by("period", "seq"):
        yield {
            "period": row.period,
            "seq": row.seq,
            "from": row.start.isoformat(),
            "to": row.end.isoformat(),
            "entries": row.entries,
            "by_method": row.by_method,
            "by_rate": row.by_rate,
            "total": row.total,
            "cumulative": row.cumulative,
            "last_seq": row.last_seq,
            "last_hash": row.last_hash,
            "hash": row.hash,
        }


def _papers(business: Business, start: date, end: date) -> Iterator[Filed]:
    rows = DocumentFile.objects.filter(business=business, document__issued_on__range=(start, end))
    rows = rows.exclude(document__state="draft").select_related("document")
    for row in rows.order_by("document__issued_on", "document_id", "pk").iterator(chunk_size=100):
        stem, _, ending = file_name(row.document, row.mime).rpartition(".")
        name = f"{stem}.{ending}" if row.role == "pdf" else f"{stem}-{row.role}.{ending}"
        yield Filed(f"documents/{name}", bytes(row.content))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
