"""The proof file of one debtor: one PDF, and one archive with the exact bytes of everything (M54).

Internal notes and other customers are never in it; same facts and same instant, same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kaye.actions.documents.ground import ground
from kaye.actions.documents.printing import buyer_party, look_of, seller_party
from kaye.actions.engine import engine
from kaye.actions.print_statement import print_statement
from kaye.actions.proof.messages import Sent, sent_messages
from kaye.actions.proof.papers import Paper, attached, papers
from kaye.actions.time_bars import lapses
from kaye.documents.dossier import Dossier, DossierEntry, DossierSection, dossier_pdf
from kaye.records.calendars import calendar_of, currency_of, local_day
from kaye.records.closings import Verified, verify_chain
from kaye.records.journal import append
from kaye.records.models import Business, Customer, Event, Fee
from kaye.records.queries.fees import fees_of_customer
from kaye.records.queries.statement import statement
from kaye.records.queries.told import Told, told
from kaye.rules.french import day_text
from kaye.rules.money import format_money

_FIRST_ZIP_YEAR = 1980
_RECEIVED = {
    "receipt_acknowledged": "Accusé de réception du client",
    "customer_question": "Question du client",
    "customer_promise": "Le client promet de payer",
    "customer_dispute": "Le client n'est pas d'accord",
    "customer_instalments": "Le client demande des versements",
    "customer_paid": "Le client dit avoir payé",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of the archive."""

    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class ProofFile:
    """`files`: everything in the archive but the manifest."""

    pdf: bytes
    zip: bytes
    files: tuple[Filed, ...]
    chain: Verified


def make_proof_file(*, business: Business, customer: Customer, now: datetime, by: str = "") -> ProofFile:
    """Everything known of this customer's debts until this instant; the journal says that it was made."""
    sent = sent_messages(engine(business), customer, now)
    rows = papers(customer, now)
    account = print_statement(business=business, customer=customer, now=now)
    chain = verify_chain(business)
    pdf = dossier_pdf(_dossier(business, customer, now, sent, rows, account, chain))
    files = (
        Filed("dossier.pdf", pdf),
        Filed("documents/releve.pdf", account),
        *(Filed(row.path, row.content) for row in rows),
        *(Filed(f"messages/{row.name}", row.content) for row in sent),
    )
    today = local_day(business, now)
    append(
        business=business,
        kind="proof_made",
        at=now,
        customer=customer,
        payload={"sha256": hashlib.sha256(pdf).hexdigest(), "files": len(files)},
        by=by,
    )
    return ProofFile(pdf, archive(files, today), files, chain)


def archive(files: Sequence[Filed], on: date) -> bytes:
    """A ZIP with its manifest; the same files make the same bytes."""
    manifest = [{"path": each.path, "bytes": len(each.content), "sha256": each.sha256} for each in files]
    said = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as kept:
        for each in (*files, Filed("manifest.json", said)):
            entry = zipfile.ZipInfo(each.path, (max(on.year, _FIRST_ZIP_YEAR), on.month, on.day, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            kept.writestr(entry, each.content)
    return stream.getvalue()


def _dossier(
    business: Business,
    customer: Customer,
    now: datetime,
    sent: Sequence[Sent],
    rows: tuple[Paper, ...],
    account: bytes,
    chain: Verified,
) -> Dossier:
    land, done = ground(business), told(business, customer, now)
    zone = ZoneInfo(calendar_of(business).zone)
    return Dossier(
        creditor=seller_party(land),
        debtor=buyer_party(business, customer),
        on=local_day(business, now),
        summary=_summary(business, customer, now),
        look=look_of(business),
        sections=(
            DossierSection("Relevé de compte", pdfs=(("Relevé de compte", account),)),
            DossierSection("Devis et signatures", pdfs=attached(rows, "quotes")),
            DossierSection("Commandes et livraisons", pdfs=attached(rows, "orders")),
            DossierSection("Factures et avoirs", pdfs=attached(rows, "invoices")),
            DossierSection("Messages", entries=_messages(customer, sent, now, zone)),
            DossierSection("Appels", entries=_entries(done, "call")),
            DossierSection("Promesses et échéanciers", entries=_entries(done, "promise", "plan")),
            DossierSection("Paiements", entries=_entries(done, "payment")),
            DossierSection("Frais de retard", entries=_fees(business, customer, now)),
            DossierSection(
                "Mise en demeure", entries=_entries(done, "notice"), pdfs=attached(rows, "notice")
            ),
            DossierSection("Contrôle du journal", entries=_chain(chain, local_day(business, now))),
        ),
    )


def _summary(business: Business, customer: Customer, now: datetime) -> tuple[tuple[str, str], ...]:
    """The sums at this date, and when the claims lapse."""
    today, code = local_day(business, now), currency_of(business).code
    account = statement(business, customer, today, None, today)
    fees = fees_of_customer(customer)
    bars = lapses(business, customer)
    return (
        ("Reste dû", format_money(account.closing, code)),
        ("Dont en retard", format_money(account.overdue, code)),
        ("Frais de retard demandés, à part", format_money(fees.left, code) if fees.left else ""),
        ("Prescription estimée", f"{day_text(bars[0].on)} ({bars[0].name})" if bars else ""),
    )


def _messages(
    customer: Customer, sent: Sequence[Sent], now: datetime, zone: ZoneInfo
) -> tuple[DossierEntry, ...]:
    """Sent and received, in order of time, each with the hash of its exact bytes."""
    found = [
        (
            row.at,
            DossierEntry(
                f"{row.at.astimezone(zone):%d/%m/%Y %H:%M}",
                f"Envoyé, {row.channel} à {row.address} ({row.name}){' : ' if row.subject else ''}{row.subject}",
                f"{row.text}\nSHA-256 {row.sha256}",
            ),
        )
        for row in sent
    ]
    events = Event.objects.filter(customer=customer, kind__in=_RECEIVED, at__lte=now).order_by("at", "pk")
    found += [
        (
            event.at,
            DossierEntry(
                f"{event.at.astimezone(zone):%d/%m/%Y %H:%M}",
                f"Reçu : {_RECEIVED[event.kind]}",
                str(event.payload.get("words") or ""),
            ),
        )
        for event in events
    ]
    return tuple(entry for _, entry in sorted(found, key=lambda each: each[0]))


def _entries(done: Sequence[Told], *topics: str) -> tuple[DossierEntry, ...]:
    return tuple(
        DossierEntry(f"{each.on:%d/%m/%Y}", each.what, each.text) for each in done if each.topic in topics
    )


def _fees(business: Business, customer: Customer, now: datetime) -> tuple[DossierEntry, ...]:
    code = currency_of(business).code
    words = {"interest": "Intérêts de retard", "fixed": "Indemnité forfaitaire"}
    rows = Fee.objects.filter(customer=customer, created_at__lte=now).select_related("receivable")
    return tuple(
        DossierEntry(
            f"{row.claimed_on:%d/%m/%Y}",
            f"{words.get(row.kind, row.kind)} : {format_money(row.amount, code)}, "
            f"{row.receivable.reference or row.receivable.label}",
            f"Abandonnés : {row.waived_because}" if row.waived_at else "",
        )
        for row in rows.order_by("claimed_on", "pk")
    )


def _chain(chain: Verified, today: date) -> tuple[DossierEntry, ...]:
    said = chain.first_bad.reason if chain.first_bad else "Rien n'a été changé."
    what = f"{chain.events} écritures et {chain.closings} clôtures vérifiées, chacune avec l'empreinte de la précédente"
    return (DossierEntry(f"{today:%d/%m/%Y}", what, said),)
