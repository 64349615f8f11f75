"""Factur-X, profile EN 16931: the PDF/A-3 of a document with its XML inside."""

import importlib
import re

from kaye.documents.einvoice import terms
from kaye.documents.pdf import pdf
from kaye.documents.typesetting import Attachment, TypesettingError
from kaye.rules.documents.document import Document

NAME = "factur-x.xml"
_URN = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_METADATA = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY = re.compile(rb"(\d{10})( \d{5} n)")
_PROPERTIES = (
    ("DocumentType", "INVOICE", "Type of the hybrid document"),
    ("DocumentFileName", NAME, "Name of the embedded XML file"),
    ("Version", "1.0", "Version of the Factur-X schema of the embedded file"),
    ("ConformanceLevel", "EN 16931", "Profile of the embedded file"),
)


def facturx(document: Document) -> tuple[bytes, bytes]:
    """The PDF and its XML. Only for a document that has an electronic profile. Raises TypesettingError."""
    xml = facturx_xml(document)
    attached = Attachment(NAME, xml, "text/xml", "Factur-X", "alternative")
    return with_facturx_metadata(pdf(document, (attached,))), xml


def facturx_xml(document: Document) -> bytes:
    """The UN/CEFACT CII invoice alone."""
    library = importlib.import_module("facturx")
    made: bytes = library.generate_xml(
        terms(document), flavor="factur-x", level="en16931", check_xsd=False, check_schematron=None
    )
    # The library writes an empty delivery as « nil », which its own schema refuses.
    return made.replace(b' xsi:nil="true"', b"")


def with_facturx_metadata(made: bytes) -> bytes:
    """The same PDF whose metadata say that it is a Factur-X, by which programs recognise it.

    Typst writes the metadata in clear, almost last, before a plain table of offsets: they are replaced in place,
    and what follows is moved. A PDF library would read and write every object again, five times slower.
    Raises TypesettingError.
    """
    heads, end = list(_METADATA.finditer(made)), _END.search(made)
    if not heads or end is None:
        raise TypesettingError("metadata: not where Typst puts them")
    head, table_at = heads[-1], int(end[1])
    written_at, length = head.end(), int(head[1])
    xmp = _declared(made[written_at : written_at + length])
    opening = b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % len(xmp)
    grown = len(opening) + len(xmp) - (written_at + length - head.start())

    def moved(entry: re.Match[bytes]) -> bytes:
        offset = int(entry[1])
        return b"%010d%b" % (offset + grown if offset > head.start() else offset, entry[2])

    table = _ENTRY.sub(moved, made[table_at : end.start()])
    body = made[: head.start()] + opening + xmp + made[written_at + length : table_at]
    return body + table + b"startxref\n%d\n%%%%EOF" % (table_at + grown)


def _declared(xmp: bytes) -> bytes:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value, _ in _PROPERTIES)
    described = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        f"<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
        for name, _, text in _PROPERTIES
    )
    schema = (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_URN}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    text = xmp.decode()
    text = text.replace("<pdfaExtension:schemas><rdf:Bag>", f"<pdfaExtension:schemas><rdf:Bag>{schema}", 1)
    block = f'<rdf:Description rdf:about="" xmlns:fx="{_URN}">{values}</rdf:Description>'
    return text.replace("</rdf:RDF>", f"{block}</rdf:RDF>", 1).encode()
