"""An electronic invoice made elsewhere, read into facts: Factur-X PDF, CII or UBL XML (M23).

Files come from anybody: sizes are bounded, nothing outside the file is fetched, what is missing is said in French.
"""

import importlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kaye.documents.safe_xml import UnsafeXml, parsed
from kaye.rules.documents.titles import Kind
from kaye.rules.money import MoneyError, currency

MOST = 20_000_000  # bytes of a PDF
_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "facturx.xml")
_ATTACHMENTS = 50
_NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_CREDITS = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
)
_DEPOSITS = frozenset({"386", "500"})
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,4})?")
_LONGEST = 300


class Unreadable(ValueError):
    """A file that can't be taken; the message is a French sentence that says why."""


@dataclass(frozen=True, slots=True)
class ReceivedParty:
    """As named in the file. `identifiers`: SIREN, BCE or VAT numbers, without spaces."""

    name: str
    identifiers: tuple[str, ...]
    country: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """Amounts in minor units. `due`: what is left to pay; `originals`: numbers of the invoices it cites."""

    kind: Kind
    type_code: str
    number: str
    issued_on: date
    due_on: date | None
    seller: ReceivedParty
    buyer: ReceivedParty
    currency: str
    ht: int
    vat: int
    total: int
    prepaid: int
    due: int
    originals: tuple[str, ...]
    syntax: str
    xml: bytes


def read_invoice(content: bytes) -> Received:
    """The facts of a Factur-X PDF, a CII or a UBL invoice. Raises Unreadable."""
    xml = _xml_of_pdf(content) if content[:1024].lstrip().startswith(b"%PDF") else content
    try:
        root = parsed(xml)
    except UnsafeXml as refusal:
        raise Unreadable(str(refusal)) from refusal
    name = root.tag.rsplit("}", 1)[-1] if isinstance(root.tag, str) else ""
    if root.tag == f"{{{_NAMESPACES['rsm']}}}CrossIndustryInvoice":
        return _cii(_Reader(root), xml)
    if name in ("Invoice", "CreditNote") and "oasis" in root.tag:
        return _ubl(_Reader(root), xml, is_credit=name == "CreditNote")
    raise Unreadable(
        "Ce fichier n'est pas une facture électronique : choisissez un PDF Factur-X, un CII ou un UBL."
    )


def _xml_of_pdf(content: bytes) -> bytes:
    if len(content) > MOST:
        raise Unreadable("Ce fichier est trop gros : 20 Mo au plus.")
    pypdf = importlib.import_module("pypdf")
    try:
        for attached in _first(pypdf.PdfReader(io.BytesIO(content)).attachment_list):
            if attached.name.lower() in _NAMES and attached.content:
                return bytes(attached.content)
    except (
        pypdf.errors.PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as failure:
        raise Unreadable("Ce PDF ne s'ouvre pas : demandez-le de nouveau à qui vous l'a envoyé.") from failure
    raise Unreadable("Ce PDF ne contient pas de facture électronique : demandez un Factur-X.")


def _first(attachments: Iterable[Any]) -> Iterable[Any]:
    for number, each in enumerate(attachments):
        if number >= _ATTACHMENTS:
            return
        yield each


class _Reader:
    """Texts of an invoice by path."""

    def __init__(self, root: Any) -> None:
        self.root = root

    def all(self, path: str) -> tuple[str, ...]:
        found = self.root.xpath(path, namespaces=_NAMESPACES)
        texts = (each if isinstance(each, str) else "".join(each.itertext()) for each in found)
        return tuple(" ".join(text.split())[:_LONGEST] for text in texts if text.strip())

    def text(self, path: str) -> str:
        return next(iter(self.all(path)), "")

    def wanted(self, path: str, what: str) -> str:
        found = self.text(path)
        if not found:
            raise Unreadable(f"Il manque {what} dans cette facture.")
        return found

    def day(self, path: str) -> date | None:
        found = self.text(path)
        if not found:
            return None
        try:
            return date.fromisoformat(found[:10])  # both 20260522 and 2026-05-22
        except ValueError as failure:
            raise Unreadable(f"La date « {found[:30]} » de cette facture ne se lit pas.") from failure

    def ids(self, *paths: str) -> tuple[str, ...]:
        found = [re.sub(r"[\s.]", "", text).upper() for path in paths for text in self.all(path)]
        return tuple(dict.fromkeys(found))


def _cii(reader: _Reader, xml: bytes) -> Received:
    trade = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
    agreement = f"{trade}/ram:ApplicableHeaderTradeAgreement"
    settlement = f"{trade}/ram:ApplicableHeaderTradeSettlement"
    sums = f"{settlement}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    head = "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument"
    code = reader.wanted(f"{settlement}/ram:InvoiceCurrencyCode", "la monnaie")

    def party(name: str) -> ReceivedParty:
        at = f"{agreement}/ram:{name}"
        return ReceivedParty(
            reader.text(f"{at}/ram:Name"),
            reader.ids(
                f"{at}/ram:SpecifiedLegalOrganization/ram:ID",
                f"{at}/ram:SpecifiedTaxRegistration/ram:ID",
                f"{at}/ram:GlobalID",
                f"{at}/ram:ID",
            ),
            reader.text(f"{at}/ram:PostalTradeAddress/ram:CountryID"),
        )

    return _received(
        xml,
        syntax="cii",
        code=code,
        type_code=reader.wanted(f"{head}/ram:TypeCode", "le type de document"),
        number=reader.wanted(f"{head}/ram:ID", "le numéro"),
        issued_on=reader.day(f"{head}/ram:IssueDateTime/udt:DateTimeString"),
        due_on=reader.day(
            f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"
        ),
        parties=(party("SellerTradeParty"), party("BuyerTradeParty")),
        originals=reader.all(f"{settlement}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"),
        amounts=(
            reader.text(f"{sums}/ram:TaxBasisTotalAmount"),
            reader.text(
                f"{sums}/ram:TaxTotalAmount[@currencyID=../../ram:InvoiceCurrencyCode or not(@currencyID)]"
            ),
            reader.wanted(f"{sums}/ram:GrandTotalAmount", "le total"),
            reader.text(f"{sums}/ram:TotalPrepaidAmount"),
            reader.text(f"{sums}/ram:DuePayableAmount"),
        ),
    )


def _ubl(reader: _Reader, xml: bytes, is_credit: bool) -> Received:
    sums = "/*/cac:LegalMonetaryTotal"
    code = reader.wanted("/*/cbc:DocumentCurrencyCode", "la monnaie")

    def party(name: str) -> ReceivedParty:
        at = f"/*/cac:{name}/cac:Party"
        return ReceivedParty(
            reader.text(f"{at}/cac:PartyLegalEntity/cbc:RegistrationName")
            or reader.text(f"{at}/cac:PartyName/cbc:Name"),
            reader.ids(
                f"{at}/cac:PartyLegalEntity/cbc:CompanyID",
                f"{at}/cac:PartyTaxScheme/cbc:CompanyID",
                f"{at}/cac:PartyIdentification/cbc:ID",
            ),
            reader.text(f"{at}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        )

    return _received(
        xml,
        syntax="ubl",
        code=code,
        type_code=reader.text("/*/cbc:InvoiceTypeCode | /*/cbc:CreditNoteTypeCode")
        or ("381" if is_credit else "380"),
        number=reader.wanted("/*/cbc:ID", "le numéro"),
        issued_on=reader.day("/*/cbc:IssueDate"),
        due_on=reader.day("/*/cbc:DueDate | /*/cac:PaymentMeans/cbc:PaymentDueDate"),
        parties=(party("AccountingSupplierParty"), party("AccountingCustomerParty")),
        originals=reader.all("/*/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        amounts=(
            reader.text(f"{sums}/cbc:TaxExclusiveAmount"),
            reader.text("/*/cac:TaxTotal/cbc:TaxAmount"),
            reader.wanted(f"{sums}/cbc:TaxInclusiveAmount", "le total"),
            reader.text(f"{sums}/cbc:PrepaidAmount"),
            reader.text(f"{sums}/cbc:PayableAmount"),
        ),
    )


def _received(
    xml: bytes,
    *,
    syntax: str,
    code: str,
    type_code: str,
    number: str,
    issued_on: date | None,
    due_on: date | None,
    parties: tuple[ReceivedParty, ReceivedParty],
    originals: tuple[str, ...],
    amounts: tuple[str, str, str, str, str],
) -> Received:
    seller, buyer = parties
    if issued_on is None:
        raise Unreadable("Il manque la date dans cette facture.")
    if not seller.name:
        raise Unreadable("Il manque le nom du vendeur dans cette facture.")
    ht, vat, total, prepaid, due = (_minor(text, code) for text in amounts)
    prepaid_ = prepaid or 0
    whole = total or 0
    return Received(
        kind=_kind(type_code),
        type_code=type_code,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        seller=seller,
        buyer=buyer,
        currency=code,
        ht=whole - (vat or 0) if ht is None else ht,
        vat=vat or 0,
        total=whole,
        prepaid=prepaid_,
        due=whole - prepaid_ if due is None else due,
        originals=originals,
        syntax=syntax,
        xml=xml,
    )


def _kind(type_code: str) -> Kind:
    if type_code in _CREDITS:
        return Kind.CREDIT_NOTE
    return Kind.DEPOSIT if type_code in _DEPOSITS else Kind.INVOICE


def _minor(text: str, code: str) -> int | None:
    if not text:
        return None
    try:
        exponent = currency(code).exponent
    except MoneyError as refusal:
        raise Unreadable(
            f"Cette facture est en {code[:3]} : seuls l'euro et le franc CFA se lisent ici."
        ) from refusal
    if not _AMOUNT.fullmatch(text):
        raise Unreadable(f"Le montant « {text[:30]} » de cette facture ne se lit pas.")
    try:
        minor = Decimal(text).scaleb(exponent)
    except InvalidOperation as failure:
        raise Unreadable(f"Le montant « {text[:30]} » de cette facture ne se lit pas.") from failure
    if minor != minor.to_integral_value():
        raise Unreadable(f"Le montant « {text[:30]} » de cette facture a trop de décimales.")
    return int(minor)
