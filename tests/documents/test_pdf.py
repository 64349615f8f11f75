"""The PDF says what the facts say, is a PDF/A-3, light, always the same, and no text can change it."""

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from kaye.documents.colour import ink
from kaye.documents.glyphs import printable
from kaye.documents.logo import logo_refusal
from kaye.documents.pdf import pdf
from kaye.documents.typesetting import Attachment
from kaye.rules.documents.document import Look
from kaye.rules.documents.titles import Kind
from kaye.rules.french import day_text
from kaye.rules.money import format_money
from tests.documents.generated import generated
from tests.documents.reading import (
    attachments_of,
    every_font_is_embedded,
    poppler_text,
    squeezed,
    text_of,
    xmp_of,
)
from tests.documents.samples import ESCOMPTE, ISSUED, PERSON, document, draft, line

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#0f766e"/></svg>'
ORDINARY = document(
    draft(
        line("Dépose", "2.5", "48", "20", "h"), line("Suspension en verre", "3", "189.90", "10"), country="FR"
    ),
    look=Look(SVG, "svg", "#0f766e"),
    escompte=ESCOMPTE,
    payment_link="https://kaye.example/p/Xk3vT9",
)


def png(width: int, height: int, noise: bool = False) -> bytes:
    """A picture written by hand."""
    row = bytes((n * 7919 % 251) for n in range(width * 3)) if noise else bytes(width * 3)
    rows = b"".join(b"\0" + (row[n % 97 :] + row[: n % 97] if noise else row) for n in range(height))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("made", generated(), ids=lambda made: made.number)
def test_everything_is_printed(made, tmp_path):
    printed = pdf(made)
    text = text_of(printed)
    wanted = [made.title, made.number, made.seller.legal_name, made.buyer.legal_name, day_text(ISSUED)]
    wanted += [each.label for each in made.lines]
    wanted += [each.text for each in made.mentions if each.code not in ("bce", "rpm")]
    if made.kind is not Kind.DELIVERY:
        wanted += [format_money(made.totals.ttc, made.currency)]
        wanted += [format_money(row.amount, made.currency) for row in made.totals.rates if row.amount]
        wanted += [format_money(each.amount, made.currency) for each in made.deposits]
    if made.due_on and made.kind is not Kind.DELIVERY and made.to_pay > 0:
        wanted += [format_money(made.to_pay, made.currency), day_text(made.due_on)]
    missing = [each for each in wanted if squeezed(each) not in text]
    assert missing == []
    by_poppler = poppler_text(printed, tmp_path)
    joined = [
        squeezed(each).replace("-", "") for each in wanted
    ]  # poppler joins a word cut at the end of a line
    assert by_poppler is None or [each for each in joined if each not in by_poppler.replace("-", "")] == []


def test_it_is_a_tagged_pdf_a_3():
    made = pdf(ORDINARY)
    root = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    xmp = xmp_of(made)
    assert "<pdfaid:part>3</pdfaid:part>" in xmp and "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/Lang"] == "fr" and root["/MarkInfo"]["/Marked"]
    assert every_font_is_embedded(made)


def test_same_facts_same_bytes():
    first = pdf(ORDINARY)
    pdf(document(draft(line("Autre", "1", "5", "20"))))
    assert pdf(ORDINARY) == first
    assert pdf(replace(ORDINARY, number="F2026-0002")) != first


def test_threads_never_mix_their_facts():
    several = [replace(ORDINARY, number=f"F2026-{n:04d}") for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(pdf, several))
    assert made == [pdf(each) for each in several]


def test_an_ordinary_document_is_light():
    assert len(pdf(ORDINARY)) < 60_000
    assert max(len(pdf(each)) for each in generated()[::10]) < 60_000


HOSTILE = (
    '#set page(fill: red) #read("/etc/passwd") #panic()',
    "$ x^2 $ \\ * _gras_ `code` <etiquette> @ref ]] [ }{ // /* */",
    "= Titre\n- liste\n+ un\n/ terme: x",
    '"guillemets" \\u{41} \\n ~ --- ... %s {0} \'',
    "שלום ومرحبا",
    "Ωμέγα, Żółć, Ệ, Đ, naïve, œuvre, 12 000 BTU, Ø 40 cm, « é » — ’",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_writes_is_never_markup(text):
    made = document(
        draft(line(text, "1", "10", "20")), note=text, buyer=replace(PERSON, legal_name=text, country="FR")
    )
    printed = text_of(pdf(made))
    if text.isascii():
        assert printed.count(squeezed(text)) >= 3
    else:
        assert sum(char in printed for char in squeezed(text)) >= len(set(squeezed(text))) - 2


@pytest.mark.parametrize(
    "text",
    [
        "🛠️ Réparation 👩‍🔧 vélo 😀",
        "中文 한국어 हिन्दी ไทย",
        "\x00\x01\x07\x1b[31m\ufffe\ud800"[:-1] + "net",
        "montant \u202e00,1 \u2066caché\u2069",
        "mot" * 1334,
        " ".join(["Dépose et repose soignée"] * 160),
        "\u0301\u0301\u0301" * 300 + "\u00ad" * 30 + "\u200d" * 30,
    ],
)
def test_no_text_stops_a_document(text):
    made = document(
        draft(line(text or "x", "1", "10", "20")), buyer=replace(PERSON, legal_name=text, country="FR")
    )
    printed = text_of(pdf(made))
    assert squeezed(format_money(1200, "EUR")) in printed
    assert "\u202e" not in printed
    for word in ("Réparation", "vélo", "montant", "soignée"):
        assert (word in text) <= (word in printed)


def test_characters_without_a_glyph_become_squares():
    assert printable("Vélo 😀 électrique\r\n中") == "Vélo □ électrique\n□"
    assert printable("a\u202eb\u2066c\x00") == "abc"


def test_a_long_document_repeats_its_head_and_counts_its_pages():
    lines = [line(f"Article {n}", "1", "10", "20") for n in range(90)]
    pages = [
        squeezed(p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(pdf(document(draft(*lines))))).pages
    ]
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page
        assert ("Désignation" in page) == ("Article" in page)
    assert all(any(f"Article{n}" in page for page in pages) for n in range(90))


@pytest.mark.parametrize(
    ("content", "kind", "is_shown"),
    [
        (SVG, "svg", True),
        (png(400, 200), "png", True),
        (png(1600, 900, noise=True), "png", True),
        (png(60, 60)[:80], "png", False),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "png", False),
        (b"\xff\xd8\xff\xe0 nothing", "jpg", False),
        (b"GIF89a", "gif", False),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>', "svg", False),
        (b"<svg" + b" " * 3_000_000 + b"/>", "svg", False),
        (png(60, 60), "svg", False),
    ],
)
def test_no_logo_stops_a_document_nor_makes_it_heavy(content, kind, is_shown):
    made = pdf(replace(ORDINARY, look=Look(content, kind)))
    images = [key for page in pypdf.PdfReader(io.BytesIO(made)).pages for key in list(page.images.keys())]
    assert (bool(images) or kind == "svg") >= is_shown
    assert len(made) < 60_000
    assert (logo_refusal(content, kind) == "") is is_shown


@pytest.mark.parametrize(
    ("colour", "expected"), [("#0f766e", "#0f766e"), ("nope", "#1d45b4"), ("", "#1d45b4")]
)
def test_the_colour_of_a_business(colour, expected):
    assert ink(colour) == expected


def test_a_pale_colour_is_darkened():
    assert ink("#ffff00") != "#ffff00" and ink("#ffff00") < "#909000"


def test_attachments_are_read_back():
    given = (
        Attachment("releve.csv", b"a;b\n1;2\n", "text/csv", "Détail"),
        Attachment("vide.txt", b"", "text/plain"),
    )
    assert attachments_of(pdf(ORDINARY, given)) == {"releve.csv": b"a;b\n1;2\n", "vide.txt": b""}


def test_a_draft_says_so():
    assert "Brouillon" in text_of(pdf(replace(ORDINARY, number="", issued_on=None)))


def test_the_withdrawal_form_is_the_last_page():
    made = document(
        draft(line("Climatiseur", "1", "890", "8.5"), country="GP"), "GP", Kind.QUOTE,
        buyer=PERSON, valid_until=date(2026, 6, 21), withdrawal_form=True,
    )  # fmt: skip
    pages = pypdf.PdfReader(io.BytesIO(pdf(made))).pages
    assert "Formulairederétractation" in squeezed(pages[-1].extract_text())


def test_worked_examples_as_they_print():
    """Trade rules, example 20: one rounding per rate; a price with tax stays the price agreed."""
    guadeloupe = document(draft(*[line("Visite", "1", "33.33", "8.5")] * 3, country="GP"), "GP")
    text = text_of(pdf(guadeloupe))
    assert all(squeezed(each) in text for each in ("TVA 8,5 %", "8,50 €", "108,49 €"))
    before_tax = document(draft(line("Wax", "1", "12345", "19.25"), country="CM"), "CM")
    text = text_of(pdf(before_tax))
    assert all(squeezed(each) in text for each in ("2 376 FCFA", "14 721 FCFA"))
    agreed = document(
        draft(line("Wax", "2", "12500", "19.25"), country="CM", prices="ttc"), "CM", Kind.RECEIPT
    )
    text = text_of(pdf(agreed))
    words = "Arrêté le présent reçu à la somme de vingt-cinq mille francs CFA"
    assert all(squeezed(each) in text for each in ("20 964 FCFA", "4 036 FCFA", "25 000 FCFA", words))


def test_a_certified_number_takes_the_first_place():
    made = document(
        draft(line("Tableau", "1", "85000", "18"), country="CI"), "CI", title="Facture", fne="2600012345678"
    )
    text = text_of(pdf(made))
    assert "n°2600012345678" in text and squeezed(f"Référence interne {made.number}") in text


def test_a_delivery_note_has_no_price():
    made = document(draft(line("Tableau", "2", "85000", "18", "h"), country="CI"), "CI", Kind.DELIVERY)
    text = text_of(pdf(made))
    assert "2h" in text and "Reçuenbonétat" in text
    assert "85" not in text and "FCFA" not in text and "Àpayer" not in text


def test_a_paid_invoice_says_so():
    made = document(draft(line("Pose", "1", "100", "20")))
    text = text_of(pdf(replace(made, paid=made.due)))
    assert "Payé" in text and "Commentpayer" not in text


def test_belgium_prints_its_account_beside_the_code():
    made = document(draft(line("Bière", "1", "10", "21"), country="BE"), "BE")
    assert squeezed("Virement : BE68 5390 0754 7034, référence F2026-0001") in text_of(pdf(made))
