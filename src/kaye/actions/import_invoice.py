"""Take in an electronic invoice: one that we sold becomes a debt, any other is filed and never chased (M23)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.add_debt import add_debt
from kaye.actions.documents.ground import Ground, ground
from kaye.actions.documents.lowering import lower_imported
from kaye.actions.record_customer import Identity, record_customer
from kaye.actions.refusal import Refusal
from kaye.documents.read import Received, ReceivedParty, Unreadable, read_invoice
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Receivable, ReceivedInvoice
from kaye.records.queries.customers import find_customers
from kaye.rules.documents.titles import Kind
from kaye.rules.people import PersonName, search_key


@dataclass(frozen=True, slots=True)
class ImportedInvoice:
    """`debt`: when the business is the seller; `filed`: when somebody else is. `is_new` False: already taken in."""

    received: Received
    debt: Receivable | None = None
    filed: ReceivedInvoice | None = None
    is_new: bool = True


def import_invoice(
    *, business: Business, content: bytes, now: datetime, name: str = "", by: str = ""
) -> ImportedInvoice:
    """A Factur-X PDF, a CII or a UBL file. The same file again changes nothing. Raises Refusal."""
    try:
        found = read_invoice(content)
    except Unreadable as fault:
        raise Refusal(str(fault)) from None
    land = ground(business)
    with transaction.atomic():
        lock(business)
        if not is_ours(land, found.seller):
            return _file(business, found, content, now, by)
        if found.currency != land.currency.code:
            raise Refusal(f"Cette facture est en {found.currency} : l'entreprise n'a qu'une monnaie.")
        if found.kind is Kind.CREDIT_NOTE:
            return _credit(business, found, now, by)
        return _debt(business, found, now, by)


def is_ours(land: Ground, seller: ReceivedParty) -> bool:
    """By its numbers; by its name only when the file gives no number."""
    papers = land.papers
    own = {papers.text(key) for key in ("siren", "bce", "vat_number")} - {""}
    digits = {"".join(filter(str.isdigit, each)) for each in own}
    if seller.identifiers:
        return any(each in own or "".join(filter(str.isdigit, each)) in digits for each in seller.identifiers)
    names = {search_key(papers.text("legal_name")), search_key(land.business.name)} - {""}
    return search_key(seller.name) in names


def _file(business: Business, found: Received, content: bytes, now: datetime, by: str) -> ImportedInvoice:
    sha256 = hashlib.sha256(content).hexdigest()
    known = ReceivedInvoice.objects.filter(business=business, sha256=sha256).first()
    if known is not None:
        return ImportedInvoice(found, filed=known, is_new=False)
    mime = "application/pdf" if content[:1024].lstrip().startswith(b"%PDF") else "application/xml"
    filed = ReceivedInvoice.objects.create(
        business=business,
        sha256=sha256,
        number=found.number[:60],
        seller=found.seller.name[:250],
        issued_on=found.issued_on,
        total=found.total,
        content=content,
        mime=mime,
        created_at=now,
    )
    said = {"received": filed.pk, "number": filed.number, "seller": filed.seller, "sha256": sha256}
    append(business=business, kind="invoice_received", at=now, payload=said, by=by)
    return ImportedInvoice(found, filed=filed)


def _debt(business: Business, found: Received, now: datetime, by: str) -> ImportedInvoice:
    known = Receivable.objects.filter(business=business, reference=found.number).first()
    if known is not None:
        if known.total != found.due:
            raise Refusal(
                f"La facture {found.number} est déjà là, avec un autre montant : vérifiez le fichier."
            )
        return ImportedInvoice(found, debt=known, is_new=False)
    if found.due <= 0:
        raise Refusal(f"La facture {found.number} n'a plus rien à payer : il n'y a rien à suivre.")
    debt = add_debt(
        business=business,
        customer=_customer(business, found.buyer, now, by),
        label=f"Facture {found.number}",
        total=found.due,
        issued_on=found.issued_on,
        due_on=found.due_on,
        origin="invoice",
        reference=found.number,
        now=now,
        by=by,
    )
    return ImportedInvoice(found, debt=debt)


def _credit(business: Business, found: Received, now: datetime, by: str) -> ImportedInvoice:
    """A credit note of another software lowers the invoice that it cites."""
    cited = Receivable.objects.filter(business=business, reference__in=found.originals, cancelled_at=None)
    debt = cited.first()
    if debt is None or len(found.originals) != 1:
        raise Refusal(f"L'avoir {found.number} ne cite pas une facture d'ici : importez d'abord la facture.")
    if getattr(debt, "document", None) is not None:
        raise Refusal(f"La facture {debt.reference} est faite ici : faites l'avoir ici aussi.")
    is_new = lower_imported(
        receivable=debt, number=found.number, amount=found.total, on=found.issued_on, now=now, by=by
    )
    return ImportedInvoice(found, debt=debt, is_new=is_new)


def _customer(business: Business, buyer: ReceivedParty, now: datetime, by: str) -> Customer:
    """The one with this number, else with this very name, else a new firm."""
    for number in buyer.identifiers:
        known = Customer.objects.filter(business=business, siren=number) | Customer.objects.filter(
            business=business, vat_number=number
        )
        if customer := known.first():
            return customer
    same = [
        each
        for each in find_customers(business, buyer.name)
        if search_key(each.name) == search_key(buyer.name)
    ]
    if len(same) == 1:
        return same[0]
    siren = next((each for each in buyer.identifiers if each.isdecimal() and len(each) == 9), "")
    vat = next((each for each in buyer.identifiers if each[:2].isalpha()), "")
    return record_customer(
        business=business,
        now=now,
        parts=PersonName(company=buyer.name),
        is_consumer=False if buyer.identifiers else None,
        identity=Identity(siren=siren, vat_number=vat),
        by=by,
    )
