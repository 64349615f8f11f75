"""Electronic invoices: two hundred documents, no finding; what they say is what the facts say."""

import importlib.util
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import facturx as library
import pypdf
import pytest
from lxml import etree

from kaye.documents import check
from kaye.documents.check import UNCHECKED, findings
from kaye.documents.einvoice import terms
from kaye.documents.facturx import NAME, facturx, facturx_xml
from kaye.documents.profile import electronic_profile, network_number
from kaye.documents.read import read_invoice
from kaye.documents.ubl import ubl
from kaye.rules.documents.titles import Kind
from kaye.rules.documents.vat import Regime
from tests.documents.generated import generated
from tests.documents.reading import attachments_of, every_font_is_embedded, text_of, xmp_of
from tests.documents.samples import FIRMS, PERSON, SELLERS, document, draft, line

WITH_XML = [each for each in generated() if electronic_profile(each)]
ORDINARY = document(draft(line("Dépose", "2.5", "48", "20", "h"), line("Suspension", "3", "189.90", "5.5")))
BELGIAN = document(
    draft(line("Bière", "24", "1.85", "21"), line("Pain", "3", "4.5", "6"), country="BE"), "BE"
)
XML_OF_ORDINARY = facturx_xml(ORDINARY)
HOSTILE_NAME = "A <</Length 3/Type/Metadata/Subtype/XML>> stream startxref 5 %%EOF 0000000016 00000 n"


def xml_of(made):
    return facturx_xml(made) if electronic_profile(made) == "facturx" else ubl(made)


def test_the_generated_set_covers_every_case():
    assert len(generated()) == 200 and len(WITH_XML) >= 80
    assert {each.seller.country for each in generated()} == set(SELLERS)
    assert {each.kind for each in WITH_XML} == {Kind.INVOICE, Kind.DEPOSIT, Kind.FINAL, Kind.CREDIT_NOTE}
    assert {electronic_profile(each) for each in generated()} == {"facturx", "ubl", None}
    assert {str(row.vat.category) for each in WITH_XML for row in each.totals.rates} == {"S", "E", "AE"}
    assert {each.prices.value for each in WITH_XML} == {"ht", "ttc"}
    assert max(len(each.totals.rates) for each in WITH_XML) >= 3


@pytest.mark.parametrize("made", WITH_XML, ids=lambda made: f"{made.seller.country}-{made.number}")
def test_no_rule_refuses_a_document(made):
    assert findings(xml_of(made)) == ()


@pytest.mark.parametrize("made", WITH_XML, ids=lambda made: f"{made.seller.country}-{made.number}")
def test_what_is_read_back_is_what_was_written(made):
    read = read_invoice(xml_of(made))
    assert (read.number, read.issued_on, read.currency) == (made.number, made.issued_on, "EUR")
    assert (read.ht, read.vat, read.total) == (made.totals.ht, made.totals.vat, made.totals.ttc)
    assert read.prepaid == made.deducted + made.paid and read.due == made.to_pay
    assert network_number(made.seller) in read.seller.identifiers
    assert network_number(made.buyer) in read.buyer.identifiers
    assert read.type_code == {Kind.DEPOSIT: "386", Kind.CREDIT_NOTE: "381"}.get(made.kind, "380")
    assert read.due_on == made.due_on
    cited = ([made.original_number] if made.original_number else []) + [each.number for each in made.deposits]
    assert list(read.originals) == cited
    assert read.seller.country in ("FR", "BE")


def test_vat_is_exactly_ours_per_rate():
    for made in WITH_XML:
        if electronic_profile(made) != "facturx":
            continue
        written = library.parse_ubl_cii_xml(xml_of(made), check_xsd=False)["BG-23"]
        found = {(Decimal(row["BT-119"]), row["BT-118"]): (row["BT-116"], row["BT-117"]) for row in written}
        assert found == {
            (row.vat.rate, str(row.vat.category)): (f"{row.base / 100:.2f}", f"{row.amount / 100:.2f}")
            for row in made.totals.rates
        }


def test_the_pdf_holds_the_xml_and_stays_a_pdf_a_3():
    made, xml = facturx(ORDINARY)
    assert attachments_of(made) == {NAME: xml}
    assert library.get_xml_from_pdf(made, check_xsd=True) == (NAME, xml)
    xmp = xmp_of(made)
    etree.fromstring(xmp.encode())
    for declared in (
        "<pdfaid:part>3</pdfaid:part>",
        "<fx:DocumentType>INVOICE</fx:DocumentType>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        f"<fx:DocumentFileName>{NAME}</fx:DocumentFileName>",
        "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    ):
        assert declared in xmp
    assert every_font_is_embedded(made) and ORDINARY.number in text_of(made)
    assert len(made) < 60_000
    assert facturx(ORDINARY) == (made, xml)


def test_a_wrong_total_is_found():
    xml = facturx_xml(ORDINARY)
    total = f"{ORDINARY.totals.vat / 100:.2f}".encode()
    wrong = f"{ORDINARY.totals.vat / 100 + 5:.2f}".encode()
    found = findings(xml.replace(b">" + total + b"<", b">" + wrong + b"<", 1))
    assert any("BR-CO-14" in each for each in found)


def test_a_missing_french_note_is_found():
    xml = facturx_xml(ORDINARY).replace(b">PMT<", b">AAI<", 1)
    assert any("BR-FR-05" in each for each in findings(xml))


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "xml: "), (b"<a/>", "xml: neither"), (b"<!DOCTYPE a><a/>", "xml: ")],
)
def test_what_is_no_invoice_is_said(content, expected):
    assert findings(content)[0].startswith(expected)


def test_without_saxon_the_answer_says_so(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        check.importlib.util, "find_spec", lambda name: None if name == "saxonche" else found(name)
    )
    assert findings(facturx_xml(ORDINARY)) == (UNCHECKED,)
    broken = facturx_xml(ORDINARY).replace(b"ram:TypeCode>380", b"ram:Nothing>380")
    assert findings(broken)[0].startswith(("xsd: ", "xml: "))


PARIS = FIRMS["EUR"]


@pytest.mark.parametrize(
    ("country", "changes", "expected"),
    [
        ("FR", {}, "facturx"),
        ("GP", {}, "facturx"),
        ("RE", {}, "facturx"),
        ("BE", {}, "ubl"),
        ("GF", {}, None),
        ("CM", {}, None),
        ("FR", {"buyer": replace(PARIS, country="GF")}, None),
        ("FR", {"buyer": replace(PARIS, country="US")}, None),
        ("FR", {"buyer": FIRMS["BE"]}, None),
        ("FR", {"buyer": PERSON}, None),
        ("FR", {"buyer": replace(PARIS, siren="", vat_number="")}, None),
        ("FR", {"buyer": replace(PARIS, siren="")}, "facturx"),
        ("FR", {"kind": Kind.QUOTE}, None),
        ("FR", {"number": ""}, None),
        ("FR", {"is_test": True}, None),
        ("FR", {"kind": Kind.CREDIT_NOTE}, None),
        (
            "FR",
            {"kind": Kind.CREDIT_NOTE, "original_number": "F1", "original_on": date(2026, 1, 1)},
            "facturx",
        ),
    ],
)
def test_who_gets_an_electronic_invoice(country, changes, expected):
    rate = "0" if country == "GF" else {"CM": "19.25", "BE": "21", "FR": "20"}.get(country, "8.5")
    assert (
        electronic_profile(
            replace(document(draft(line("Pose", "1", "10", rate), country=country), country), **changes)
        )
        == expected
    )


def test_overseas_is_france_in_the_xml():
    made = document(draft(line("Clim", "1", "1000", "8.5"), country="GP"), "GP")
    xml = facturx_xml(made)
    assert b"<ram:CountryID>FR<" in xml and b"<ram:CountryID>GP<" not in xml
    assert b"<ram:CalculatedAmount>85.00<" in xml and b"<ram:GrandTotalAmount>1085.00<" in xml


def test_franchise_and_reverse_charge_say_why():
    franchise = facturx_xml(
        document(draft(line("Conseil", "1", "100", "0")), regime=Regime.FRANCHISE)
    ).decode()
    assert "TVA non applicable, art. 293 B du CGI" in franchise and "VATEX-FR-FRANCHISE" in franchise
    reverse = facturx_xml(document(draft(line("Sous-traitance", "1", "100", "AE")))).decode()
    assert "VATEX-EU-AE" in reverse and "Autoliquidation" in reverse


def test_belgium_speaks_peppol():
    xml = ubl(BELGIAN).decode()
    assert "urn:fdc:peppol.eu:2017:poacc:billing:3.0" in xml
    assert "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" in xml
    assert 'schemeID="0208">0403170701<' in xml
    root = etree.fromstring(xml.encode())
    assert len(root.findall("{*}Note")) == 1
    assert root.findtext("{*}BuyerReference")
    assert findings(xml.encode()) == ()


def test_a_final_invoice_deducts_its_deposits():
    made = next(
        each for each in WITH_XML if each.kind is Kind.FINAL and electronic_profile(each) == "facturx"
    )
    found = library.parse_ubl_cii_xml(facturx_xml(made), check_xsd=False)
    assert found["BT-3"] == "380" and found["BT-23"].endswith("4")
    assert found["BT-113"] == f"{made.deducted / 100:.2f}" and found["BT-115"] == f"{made.due / 100:.2f}"


def test_hostile_words_stay_words():
    text = "<script>&amp; ]]> #{x} \" '" + "é" * 3000
    made = document(
        draft(line(text, "1", "10", "20"), line("\x00\x01 nul \ud800"[:7], "1", "5", "20")), note=text
    )
    assert findings(facturx_xml(made)) == ()


def test_every_object_of_the_pdf_is_where_its_table_says():
    made, _ = facturx(replace(ORDINARY, seller=replace(ORDINARY.seller, legal_name=HOSTILE_NAME)))
    reader = pypdf.PdfReader(io.BytesIO(made), strict=True)
    size = reader.trailer["/Size"]
    assert all(reader.get_object(number) is not None for number in range(1, size))
    assert reader.metadata.author == HOSTILE_NAME
    for number, offset in reader.xref[0].items():
        assert made[offset:].startswith(b"%d 0 obj" % number)


def test_a_killed_checker_is_replaced():
    assert findings(XML_OF_ORDINARY) == ()
    for process in check._pool()._processes.values():
        process.kill()
        process.join()
    assert findings(XML_OF_ORDINARY) == ()


def test_threads_share_one_checker():
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(findings, [XML_OF_ORDINARY] * 8)) == {()}
    assert len(check._pool()._processes) == 1


@pytest.mark.parametrize("made", WITH_XML[::12], ids=lambda made: f"{made.seller.country}-{made.number}")
def test_the_other_syntax_is_right_too(made):
    """UBL in France, Factur-X in Belgium: for who asks."""
    other = ubl(made) if electronic_profile(made) == "facturx" else facturx_xml(made)
    assert findings(other) == ()


def test_every_line_adds_up_to_its_net():
    """Quantity x price less discount, within Peppol's two cents (rule R120, which is not in the bundle)."""
    for made in WITH_XML:
        for written, ours in zip(terms(made)["BG-25"], made.lines, strict=True):
            discount = sum(Decimal(each["amount"]) for each in written.get("BG-27", []))
            total = Decimal(written["BT-129"]) * Decimal(written["BT-146"]) - discount
            assert abs(total - Decimal(written["BT-131"])) <= Decimal("0.02")
            assert Decimal(written["BT-131"]) * 100 == ours.net
