"""Invoices made elsewhere are read; files meant to do harm are refused in French."""

import io
import zlib
from contextlib import suppress
from datetime import date

import facturx as library
import pypdf
import pytest

from kaye.documents.facturx import facturx, facturx_xml
from kaye.documents.pdf import pdf
from kaye.documents.read import Unreadable, read_invoice
from kaye.documents.safe_xml import MOST
from kaye.documents.typesetting import Attachment
from kaye.documents.ubl import ubl
from kaye.rules.documents.titles import Kind
from tests.documents.samples import document, draft, line

INVOICE = document(draft(line("Dépose", "2.5", "48", "20", "h"), line("Pose", "1", "640", "10")))
CREDIT = document(
    draft(line("Pose", "1", "640", "10")),
    kind=Kind.CREDIT_NOTE,
    original_number="F2026-0012",
    original_on=date(2026, 4, 2),
)
XML = facturx_xml(INVOICE)
UTF_16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16")


@pytest.mark.parametrize(
    ("content", "syntax"),
    [(facturx(INVOICE)[0], "cii"), (XML, "cii"), (ubl(INVOICE), "ubl"), (b"\xef\xbb\xbf" + XML, "cii")],
)
def test_the_three_forms_say_the_same(content, syntax):
    read = read_invoice(content)
    assert (read.kind, read.type_code, read.syntax) == (Kind.INVOICE, "380", syntax)
    assert (read.number, read.issued_on, read.due_on) == ("F2026-0001", date(2026, 5, 22), date(2026, 6, 21))
    assert (read.ht, read.vat, read.total, read.prepaid, read.due) == (76000, 8800, 84800, 0, 84800)
    assert read.seller.name == "Atelier Lumen" and "552100554" in read.seller.identifiers
    assert read.buyer.name == "Hôtel des Flamboyants" and "FR83404833048" in read.buyer.identifiers
    assert read.currency == "EUR" and read.seller.country == "FR"


@pytest.mark.parametrize("made", [facturx_xml(CREDIT), ubl(CREDIT)])
def test_a_credit_note_cites_its_invoice(made):
    read = read_invoice(made)
    assert (read.kind, read.originals, read.total) == (Kind.CREDIT_NOTE, ("F2026-0012",), 70400)


def test_a_pdf_stapled_by_another_software():
    made = library.generate_from_binary(pdf(INVOICE), XML, check_xsd=False)
    assert read_invoice(made).number == "F2026-0001"


def bomb() -> bytes:
    """A little that opens into a hundred megabytes, as the invoice inside a PDF."""
    made = pdf(INVOICE, (Attachment("factur-x.xml", b"x", "text/xml"),))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made))
    pack = zlib.compressobj(1)
    packed = b"".join(pack.compress(b" " * 10_000_000) for _ in range(10)) + pack.flush()
    for each in writer._objects:
        if isinstance(each, pypdf.generic.StreamObject) and each.get("/Type") == "/EmbeddedFile":
            each._data = packed
            each[pypdf.generic.NameObject("/Filter")] = pypdf.generic.NameObject("/FlateDecode")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "lisible"),
        (b"Bonjour", "lisible"),
        (b"<a/>", "Factur-X"),
        (b"%PDF-1.7\nrien", "PDF"),
        (pdf(INVOICE), "Factur-X"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "pas permises"),
        (
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode(
                "utf-16"
            ),
            "pas permises",
        ),
        (b"<a>" * 5000 + b"</a>" * 5000, "lisible"),
        (b"<a>" + b" " * MOST + b"</a>", "trop gros"),
        (XML.replace(b">EUR<", b">USD<"), "USD"),
        (XML.replace(b">848.00<", b">8e9<"), "8e9"),
        (XML.replace(b">848.00<", b">848.001<"), "décimales"),
        (XML.replace(b">848.00<", b">" + b"9" * 40 + b"<"), "ne se lit pas"),
        (XML.replace(b">20260522<", b">20261399<"), "20261399"),
        (XML.replace(b">F2026-0001<", b"><"), "numéro"),
        (XML.replace(b">Atelier Lumen<", b"> <"), "vendeur"),
    ],
)
def test_what_can_not_be_read_is_said_in_french(content, said):
    with pytest.raises(Unreadable) as refusal:
        read_invoice(content)
    assert said in str(refusal.value) and str(refusal.value).endswith((".", "?"))


def test_a_bomb_is_not_opened():
    with pytest.raises(Unreadable):
        read_invoice(bomb())


@pytest.mark.parametrize("cut", range(40, 4000, 333))
def test_a_damaged_pdf_never_breaks_anything(cut):
    made = bytearray(facturx(INVOICE)[0])
    at = len(made) * cut // 4000
    made[at : at + 400] = b"\xff" * 400
    with suppress(Unreadable):
        assert read_invoice(bytes(made)).number == "F2026-0001"
