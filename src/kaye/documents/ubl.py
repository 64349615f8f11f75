"""The UBL 2.1 invoice of a document: Peppol BIS Billing 3 in Belgium, EN 16931 in France."""

import importlib

from kaye.documents.einvoice import terms
from kaye.documents.profile import xml_country
from kaye.rules.documents.document import Document

_LEVEL = "en16931"
_EN16931 = b"urn:cen.eu:en16931:2017"
_PEPPOL = _EN16931 + b"#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def ubl(document: Document) -> bytes:
    """The XML. Only for a document that has an electronic profile."""
    found = terms(document)
    peppol = xml_country(document.seller) == "BE"
    if peppol:
        found["BT-23"] = _PEPPOL_PROCESS
    library = importlib.import_module("facturx")
    made: bytes = library.generate_xml(
        found, flavor="ubl-2.1", level=_LEVEL, check_xsd=False, check_schematron=None
    )
    if peppol:
        # The library knows the norm alone: Peppol names its own customisation of it.
        made = made.replace(b">" + _EN16931 + b"<", b">" + _PEPPOL + b"<", 1)
    return made
