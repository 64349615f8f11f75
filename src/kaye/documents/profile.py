"""Which electronic form a document has, and who its parties are to a network (M15, M17)."""

import re

from kaye.countries.pack import CountryError
from kaye.countries.taxes import Taxes, taxes
from kaye.rules.documents.document import Document, Party
from kaye.rules.documents.titles import ASKING_MONEY, Kind

_ELECTRONIC = ASKING_MONEY | {Kind.CREDIT_NOTE}
_FORMATS = {"FR": "facturx", "BE": "ubl"}
_SIREN = re.compile(r"\d{9}")
_BCE = re.compile(r"[01]\d{9}")
_NUMBER = re.compile(r"[A-Za-z0-9+_/-]{1,35}")


def electronic_profile(document: Document) -> str | None:
    """« facturx », « ubl », or None where only a PDF is issued, without any claim of conformity.

    Only between firms of one e-invoicing zone, both known by their number, once the document has its own.
    """
    if document.kind not in _ELECTRONIC or document.issued_on is None or document.is_test:
        return None
    if not document.buyer.is_firm or not _NUMBER.fullmatch(document.number):
        return None
    country = xml_country(document.seller)
    if country not in _FORMATS or not in_one_zone(document.seller, document.buyer):
        return None
    if not network_number(document.seller) or not network_number(document.buyer):
        return None
    if document.kind is Kind.CREDIT_NOTE and not (document.original_number and document.original_on):
        return None
    return _FORMATS[country]


def xml_country(party: Party) -> str:
    """Country written in an electronic invoice: FR for Guadeloupe; empty where none conforms."""
    known = _taxes(party)
    return known.xml_country if known else ""


def in_one_zone(seller: Party, buyer: Party) -> bool:
    """Whether both are inside the e-invoicing of the seller's country."""
    known = _taxes(seller)
    return known is not None and {seller.country, buyer.country} <= known.titles.platform_zone


def network_number(party: Party) -> str:
    """SIREN or BCE number, from its field or from the VAT number; empty when there is none."""
    if xml_country(party) == "BE":
        for written in (party.bce, party.vat_number):
            bare = re.sub(r"\D", "", written).zfill(10) if written else ""
            if _BCE.fullmatch(bare):
                return bare
        return ""
    for written in (party.siren, _french_part(party.vat_number)):
        bare = re.sub(r"\s", "", written)
        if _SIREN.fullmatch(bare):
            return bare
    return ""


def plain_vat_number(party: Party) -> str:
    """The VAT number in capitals without spaces or points."""
    return re.sub(r"[\s.]", "", party.vat_number).upper()


def _french_part(vat_number: str) -> str:
    bare = re.sub(r"[\s.]", "", vat_number).upper()
    return bare[4:] if bare.startswith("FR") else ""


def _taxes(party: Party) -> Taxes | None:
    try:
        return taxes(party.country)
    except CountryError:
        return None
