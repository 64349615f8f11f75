"""Make one of the owner's exports; the journal says who took what (M56)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version

from kaye.actions.documents.ground import ground
from kaye.actions.documents.printing import seller_party
from kaye.actions.exports.archive import period_archive
from kaye.actions.exports.fec import fec, fec_name
from kaye.actions.exports.sales_journal import sales_journal
from kaye.actions.refusal import Refusal
from kaye.documents.attestation import Attestation, attestation_pdf
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.models import Business
from kaye.rules.documents.document import Party


@dataclass(frozen=True, slots=True)
class Export:
    """A file to take away."""

    name: str
    mime: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def export_books(
    *, business: Business, kind: str, start: date, end: date, now: datetime, by: str = ""
) -> Export:
    """`kind`: fec, journal, archive or attestation; both days included. Raises Refusal."""
    make = _KINDS.get(kind)
    if make is None:
        raise Refusal(f"« {kind} » : choisissez parmi {', '.join(_KINDS)}.")
    if end < start:
        raise Refusal("La fin est avant le début : vérifiez les deux dates.")
    made = make(business, start, end, local_day(business, now))
    append(
        business=business,
        kind="exported",
        at=now,
        payload={
            "export": kind,
            "from": start.isoformat(),
            "to": end.isoformat(),
            "name": made.name,
            "sha256": made.sha256,
        },
        by=by,
    )
    return made


def _fec(business: Business, start: date, end: date, today: date) -> Export:
    name = fec_name(ground(business).papers.text("siren"), end)
    return Export(name, "text/plain; charset=utf-8", fec(business, start, end))


def _journal(business: Business, start: date, end: date, today: date) -> Export:
    name = f"journal-des-ventes-{start:%Y%m%d}-{end:%Y%m%d}.csv"
    return Export(name, "text/csv; charset=utf-8", sales_journal(business, start, end))


def _archive(business: Business, start: date, end: date, today: date) -> Export:
    name = f"archive-{business.slug}-{start:%Y%m%d}-{end:%Y%m%d}.zip"
    return Export(name, "application/zip", period_archive(business, start, end))


def _attestation(business: Business, start: date, end: date, today: date) -> Export:
    """A template: who publishes the software for this business fills in and signs the first part."""
    content = attestation_pdf(
        Attestation(
            publisher=Party("l'éditeur du logiciel (à compléter)", business.country),
            business=seller_party(ground(business)),
            software="Kayé",
            version=_version(),
            on=today,
            since=local_day(business, business.created_at),
        )
    )
    return Export("attestation-logiciel.pdf", "application/pdf", content)


def _version() -> str:
    try:
        return version("kaye")
    except PackageNotFoundError:
        return "1"


_KINDS: Mapping[str, Callable[[Business, date, date, date], Export]] = {
    "fec": _fec,
    "journal": _journal,
    "archive": _archive,
    "attestation": _attestation,
}
KINDS = tuple(_KINDS)
